import { type FlagResult, type MailboxRef, type OpenMailbox, type Settable, settable } from '@postroom/mailbox';
import { formatRights, type Rights } from '@postroom/types';
import { Keywords } from './keywords.ts';
import type { Output } from './output.ts';
import { RecentUids } from './recent-uids.ts';
import { UidList } from './uid-list.ts';
import { Updates } from './updates.ts';

/** An empty list of UIDs, shared by all sessions to save memory. */
export const NONE: Uint32Array = new Uint32Array();

const NOTHING: Settable = { flags: 0, keywords: false };

/** A mailbox as its client knows it, which may differ from what the database holds now. */
export class SelectedMailbox implements MailboxRef, Disposable {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly reader: MailboxRef['reader'];
  readonly name: string;
  /** Whether it was opened by EXAMINE. */
  readonly readOnly: boolean;
  readonly uidValidity: number;
  readonly uids: UidList;
  readonly keywords: Keywords;
  readonly updates: Updates;
  /** UIDs of messages that are gone, but not reported yet because sequence numbers must not change now. */
  expunged = NONE;
  readonly recent = new RecentUids();
  /** Whether this session makes new messages \\Recent for itself, so that they are not \\Recent in others. */
  readonly claimsRecent: boolean;
  #rights: Rights;
  /** Resources held while the mailbox is selected. */
  readonly #held: Disposable | undefined;

  constructor(opened: OpenMailbox, readOnly: boolean, isOwn = true, held?: Disposable) {
    this.accountId = opened.mailbox.accountId;
    this.mailboxId = opened.mailbox.mailboxId;
    this.reader = opened.mailbox.reader;
    this.#rights = opened.mailbox.rights;
    this.#held = held;
    this.claimsRecent = isOwn && !readOnly;
    this.name = opened.mailbox.name;
    this.readOnly = readOnly;
    this.uidValidity = opened.mailbox.uidValidity;
    this.uids = new UidList(opened.uids);
    this.keywords = new Keywords(opened.keywords, this.#settable(readOnly));
    this.updates = new Updates(opened.mailbox.highestModseq);
    this.recent.add(opened.recentFrom, opened.mailbox.uidNext - 1);
  }

  get rights(): Rights {
    return this.#rights;
  }

  /** Sets the user's present rights in somebody else's mailbox. If they changed, the client is told which flags may be set. */
  setRights(rights: Rights, output: Output): void {
    if (formatRights(rights) === formatRights(this.#rights)) return;
    this.#rights = rights;
    this.keywords.may(this.#settable(this.readOnly), output);
  }

  #settable(readOnly: boolean): Settable {
    return readOnly ? NOTHING : settable(this);
  }

  /** Called when the mailbox is not selected any more. */
  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
  }

  /** Notes a flag change of this session. If nothing changed, the mod-sequence will belong to a later change, perhaps of another session. */
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
