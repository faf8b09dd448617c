import { type StoredEntry, storeFlags } from '@postroom/mailbox';
import { Flag } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import type { FetchedEntry } from './item.ts';

/**
 * Sets \Seen on the messages that lack it, in the database and in the entries. Returns their UIDs, because the response has to tell
 * the change (RFC 3501 6.4.5).
 */
export async function markSeen(session: Session, page: readonly FetchedEntry[]): Promise<ReadonlySet<number>> {
  const { mailbox } = selectedIn(session);
  const unseen = page.filter((entry) => !(entry.flags & Flag.Seen));
  if (unseen.length === 0) return new Set();
  const uids = Uint32Array.from(unseen, (entry) => entry.uid);
  const change = { action: 'add' as const, flags: Flag.Seen, keywords: [] };
  const after = new Map<number, StoredEntry>();
  for (let left: Uint32Array = uids; left.length > 0; ) {
    const result = await storeFlags(session.services.store, mailbox, left, change);
    mailbox.changedHere(result);
    for (const entry of result.entries) after.set(entry.uid, entry);
    left = result.rest;
  }
  for (const entry of unseen) Object.assign(entry, after.get(entry.uid));
  return new Set(uids);
}
