import { type ChangedEntry, changesSince, claimRecent } from '@postroom/mailbox';
import { flagText } from '../fetch/flags.ts';
import { union } from './ascending.ts';
import { usesCondstore } from './condstore.ts';
import { NONE, type SelectedMailbox } from './selected-mailbox.ts';
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
  if (changes.expunged.length > 0) mailbox.expunged = union(mailbox.expunged, mailbox.uids.known(changes.expunged));
  if (options.expunges) await tellExpunged(session, mailbox);
  // A new message's flags are asked for by the client, which knows nothing of them yet.
  tellNew(session, mailbox, changes.fresh);
  for await (const page of changes.changed) {
    await tellFlags(session, mailbox, page, options.uid);
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

async function tellExpunged(session: Session, mailbox: SelectedMailbox): Promise<void> {
  if (mailbox.expunged.length === 0) return;
  const sequences = mailbox.uids.remove(mailbox.expunged);
  mailbox.expunged = NONE;
  for (const sequence of sequences) {
    const full = session.output.line(`* ${sequence} EXPUNGE`).flushLarge();
    if (full) await full;
  }
}

function tellNew(session: Session, mailbox: SelectedMailbox, fresh: Uint32Array): void {
  if (fresh.length === 0) return;
  for (const uid of fresh) mailbox.uids.append(uid);
  session.output.line(`* ${mailbox.uids.length} EXISTS`).line(`* ${mailbox.recentCount} RECENT`);
}

async function tellFlags(
  session: Session,
  mailbox: SelectedMailbox,
  entries: readonly ChangedEntry[],
  uid: boolean,
): Promise<void> {
  const condstore = usesCondstore(session);
  for (const entry of entries) {
    if (mailbox.news.isOwn(entry.modseq)) continue;
    const sequence = mailbox.uids.sequenceOf(entry.uid);
    if (sequence === 0) continue;
    mailbox.keywords.tellNew(session.output, entry.keywords, entries);
    session.output.line(`* ${sequence} FETCH (${flagItems(mailbox, entry, { uid, condstore })})`);
    const full = session.output.flushLarge();
    if (full) await full;
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
