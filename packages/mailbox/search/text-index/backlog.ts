import type { Transaction } from '@postroom/database';
import { SEGMENT_IDS } from './postings.ts';

/** Notes the accounts that have filled another segment with new messages; mostly there are none. Part of the filing transaction. */
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
