import { type Entry, storeFlags } from '@postroom/mailbox';
import { Flag } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';

/**
 * Sets \Seen on those of a page that lack it, in the database and in the entries, and answers their UIDs: the response
 * tells of the change (RFC 3501 6.4.5).
 */
export async function markSeen(session: Session, page: readonly Entry[]): Promise<ReadonlySet<number>> {
  const { account, mailbox } = selectedIn(session);
  const unseen = page.filter((entry) => !(entry.flags & Flag.Seen));
  if (unseen.length === 0) return new Set();
  const uids = Uint32Array.from(unseen, (entry) => entry.uid);
  const change = { action: 'add' as const, flags: Flag.Seen, keywords: [] };
  const result = await storeFlags(session.services.store, account.id, mailbox.id, uids, change);
  mailbox.changedHere(result);
  const after = new Map(result.entries.map((entry) => [entry.uid, entry]));
  for (const entry of unseen) Object.assign(entry, after.get(entry.uid));
  return new Set(uids);
}
