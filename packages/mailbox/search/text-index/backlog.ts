import type { Transaction } from '@postroom/database';
import { SEGMENT_IDS } from './postings.ts';

/** Notes those accounts that have a segment's worth of messages more; most often none. Part of the transaction that files. */
export async function noteBacklog(
  tx: Transaction,
  accounts: Iterable<{ accountId: number; nextId: number }>,
  firstIds: ReadonlyMap<number, number>,
): Promise<void> {
  const full: number[] = [];
  for (const { accountId, nextId } of accounts) {
    if (nth(nextId) > nth(firstIds.get(accountId) ?? nextId)) full.push(accountId);
  }
  if (full.length === 0) return;
  await tx.query(
    'insert into search_backlog (account_id) select unnest($1::bigint[]) on conflict (account_id) do nothing',
    [full],
  );
}

function nth(id: number): number {
  return Math.floor(id / SEGMENT_IDS);
}
