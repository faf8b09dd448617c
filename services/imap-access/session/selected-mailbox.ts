import type { FlagResult, MailboxRef, OpenMailbox } from '@postroom/mailbox';
import type { Rights } from '@postroom/types';
import { Keywords } from './keywords.ts';
import { RecentUids } from './recent-uids.ts';
import { UidList } from './uid-list.ts';
import { Updates } from './updates.ts';

/** UIDs; one for all sessions, as there are thousands. */
export const NONE: Uint32Array = new Uint32Array();

/** A mailbox as its session knows it: what the client was told, not what the database holds by now. */
export class SelectedMailbox implements MailboxRef {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly rights: Rights;
  readonly name: string;
  /** EXAMINE. */
  readonly readOnly: boolean;
  readonly uidValidity: number;
  readonly uids: UidList;
  readonly keywords: Keywords;
  readonly updates: Updates;
  /** UIDs gone that could not be told yet, because sequence numbers must not move now. */
  expunged = NONE;
  readonly recent = new RecentUids();

  constructor(opened: OpenMailbox, readOnly: boolean) {
    this.accountId = opened.mailbox.accountId;
    this.mailboxId = opened.mailbox.mailboxId;
    this.rights = opened.mailbox.rights;
    this.name = opened.mailbox.name;
    this.readOnly = readOnly;
    this.uidValidity = opened.mailbox.uidValidity;
    this.uids = new UidList(opened.uids);
    this.keywords = new Keywords(opened.keywords, readOnly);
    this.updates = new Updates(opened.mailbox.highestModseq);
    this.recent.add(opened.recentFrom, opened.mailbox.uidNext - 1);
  }

  /** Notes a flag change of this session. If nothing changed, the mod-sequence is given to someone else's next change. */
  changedHere(result: FlagResult): void {
    if (result.entries.some((entry) => entry.modseq === result.modseq)) this.updates.madeHere(result.modseq);
  }

  isRecent(uid: number): boolean {
    return this.recent.has(uid);
  }

  get recentCount(): number {
    return this.recent.countIn(this.uids.all);
  }
}
