import { type ChangedEntry, changesSince, claimRecent } from '@postroom/mailbox';
import { flagText } from '../fetch/flags.ts';
import { usesCondstore } from './condstore.ts';
import type { SelectedMailbox } from './selected-mailbox.ts';
import type { Session } from './session.ts';
import { selectedIn } from './state.ts';

export interface SyncOptions {
  /** EXPUNGE may be told now: it must not be while the client counts in sequence numbers (RFC 3501 7.4.1). */
  readonly expunges: boolean;
  /** The responses belong to a UID command and name the UID (RFC 3501 6.4.8). */
  readonly uid: boolean;
}

/** Tells the client what happened in the selected mailbox since it was last told. */
export async function sync(session: Session, options: SyncOptions): Promise<void> {
  const { state } = session;
  if (state.name !== 'selected') return;
  const { mailbox, account } = state;
  const { news } = mailbox;
  news.looking();
  const { pool } = session.services.store;
  const changes = await changesSince(pool, account.id, mailbox.id, news.modseq, mailbox.uids.last, news.own);
  if (!changes) return session.bye('The selected mailbox was deleted');
  await takeRecent(session, mailbox, changes.fresh, changes.recentUid);
  for (const uid of changes.expunged) if (mailbox.uids.sequenceOf(uid) > 0) mailbox.expunged.add(uid);
  if (options.expunges) tellExpunged(session, mailbox);
  // A new message's flags are asked for by the client, which knows nothing of them yet.
  tellNew(session, mailbox, changes.fresh);
  for await (const page of changes.changed) {
    tellFlags(session, mailbox, page, options.uid);
    await session.output.flushLarge();
  }
  news.told(changes.modseq);
  if (news.owesModseq) session.output.line(`* OK [HIGHESTMODSEQ ${news.modseq}] Highest mod-sequence`);
  news.owesModseq = false;
}

/** New messages are \Recent to the first session that tells of them, unless it may change nothing (RFC 3501 2.3.2). */
async function takeRecent(
  session: Session,
  mailbox: SelectedMailbox,
  fresh: Uint32Array,
  recentUid: number,
): Promise<void> {
  const last = fresh.at(-1);
  if (last === undefined || last < recentUid) return;
  const { account } = selectedIn(session);
  const from = mailbox.readOnly
    ? Math.max(recentUid, mailbox.uids.last + 1)
    : await claimRecent(session.services.store.pool, account.id, mailbox.id, last + 1);
  mailbox.recent.add(from, last);
}

function tellExpunged(session: Session, mailbox: SelectedMailbox): void {
  if (mailbox.expunged.size === 0) return;
  mailbox.uids.remove(mailbox.expunged, (sequence) => session.output.line(`* ${sequence} EXPUNGE`));
  mailbox.expunged.clear();
}

function tellNew(session: Session, mailbox: SelectedMailbox, fresh: Uint32Array): void {
  if (fresh.length === 0) return;
  for (const uid of fresh) mailbox.uids.append(uid);
  session.output.line(`* ${mailbox.uids.length} EXISTS`).line(`* ${mailbox.recentCount} RECENT`);
}

function tellFlags(session: Session, mailbox: SelectedMailbox, entries: readonly ChangedEntry[], uid: boolean): void {
  const condstore = usesCondstore(session);
  for (const entry of entries) {
    if (mailbox.news.isOwn(entry.modseq)) continue;
    const sequence = mailbox.uids.sequenceOf(entry.uid);
    if (sequence === 0) continue;
    mailbox.keywords.tellNew(session.output, entry.keywords);
    session.output.line(`* ${sequence} FETCH (${flagItems(mailbox, entry, { uid, condstore })})`);
  }
}

/** The items of an unasked FETCH response; with CONDSTORE it carries the mod-sequence (RFC 7162 3.2). */
export function flagItems(
  mailbox: SelectedMailbox,
  entry: ChangedEntry,
  options: { uid: boolean; condstore: boolean },
): string {
  const uid = options.uid ? `UID ${entry.uid} ` : '';
  const flags = flagText(entry.flags, entry.keywords, mailbox.isRecent(entry.uid));
  return `${uid}FLAGS (${flags})${options.condstore ? ` MODSEQ (${entry.modseq})` : ''}`;
}
