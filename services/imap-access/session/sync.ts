import { type ChangedEntry, changesSince, claimRecent } from '@postroom/mailbox';
import { flagItemsIn, writeUnasked } from '../fetch/flag-items.ts';
import type { EntryItem } from '../fetch/item.ts';
import type { Protocol } from '../protocol.ts';
import { union } from './ascending.ts';
import { NONE, type SelectedMailbox } from './selected-mailbox.ts';
import type { Session } from './session.ts';

export interface SyncOptions {
  /** Whether EXPUNGE may be sent now; not while a command uses sequence numbers (RFC 3501 7.4.1). */
  readonly expunges: boolean;
  /** Whether the responses belong to a UID command, so that they include the UID (RFC 3501 6.4.8). */
  readonly uid: boolean;
}

/** Sends the client what happened in the selected mailbox since the last update (RFC 3501 5.2). */
export async function sync(session: Session, protocol: Protocol, options: SyncOptions): Promise<void> {
  const { state } = session;
  if (state.name !== 'selected') return;
  const { mailbox } = state;
  const { updates } = mailbox;
  updates.reading();
  const { pool } = session.services.store;
  const changes = await changesSince(pool, mailbox, updates.modseq, mailbox.uids.last, updates.own);
  if (!changes) return session.bye('The selected mailbox was deleted');
  await takeRecent(session, mailbox, changes.fresh, changes.recentUid);
  if (changes.expunged.length > 0) mailbox.expunged = union(mailbox.expunged, mailbox.uids.known(changes.expunged));
  if (options.expunges) await sendExpunged(session, mailbox);
  // The flags of new messages are not sent: the client asks for them, since it knows nothing of these messages yet.
  sendExists(session, mailbox, changes.fresh);
  const items = flagItemsIn(session, protocol, options);
  for await (const page of changes.changed) await sendFlags(session, mailbox, page, items);
  const owed = updates.sent(changes.modseq);
  if (owed !== undefined) session.output.line(owed);
}

/** Notes which new messages are \Recent: they are so in the first session that is told of them, unless it is read-only (RFC 3501 2.3.2). */
async function takeRecent(
  session: Session,
  mailbox: SelectedMailbox,
  fresh: Uint32Array,
  recentUid: number,
): Promise<void> {
  const last = fresh.at(-1);
  if (last === undefined || last < recentUid) return;
  const from = mailbox.claimsRecent
    ? await claimRecent(session.services.store.pool, mailbox, last + 1)
    : Math.max(recentUid, mailbox.uids.last + 1);
  mailbox.recent.add(from, last);
}

async function sendExpunged(session: Session, mailbox: SelectedMailbox): Promise<void> {
  if (mailbox.expunged.length === 0) return;
  const sequences = mailbox.uids.remove(mailbox.expunged);
  mailbox.expunged = NONE;
  for (const sequence of sequences) {
    const full = session.output.line(`* ${sequence} EXPUNGE`).flushLarge();
    if (full) await full;
  }
}

function sendExists(session: Session, mailbox: SelectedMailbox, fresh: Uint32Array): void {
  if (fresh.length === 0) return;
  for (const uid of fresh) mailbox.uids.append(uid);
  session.output.line(`* ${mailbox.uids.length} EXISTS`).line(`* ${mailbox.recentCount} RECENT`);
}

async function sendFlags(
  session: Session,
  mailbox: SelectedMailbox,
  entries: readonly ChangedEntry[],
  items: readonly EntryItem[],
): Promise<void> {
  for (const entry of entries) {
    if (mailbox.updates.isOwn(entry.modseq)) continue;
    if (mailbox.uids.sequenceOf(entry.uid) === 0) continue;
    mailbox.keywords.sendNew(session.output, entry.keywords, entries);
    writeUnasked(session.output, entry, mailbox, items);
    const full = session.output.flushLarge();
    if (full) await full;
  }
}
