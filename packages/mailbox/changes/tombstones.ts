import { type Pool, type Queryable, type Transaction, transaction } from '@postroom/database';
import { lockAccounts, saveAccounts } from '../account/account-state.ts';

/** How many rows of a table one step removes from one account. */
const STEP = 5_000;
/** How many steps one call takes; the rest waits for the next. */
const MAX_STEPS = 1_000;

/**
 * Forgets what was removed before `before`, and raises the modseq after which the account's changes are known: a client that was away
 * longer resynchronises in full (RFC 7162 5, RFC 8620 5.2). Returns the number of removed rows.
 */
export async function trimTombstones(pool: Pool, before: Date): Promise<number> {
  let removed = 0;
  for (let step = 0; step < MAX_STEPS; ) {
    const accountIds = await withOldOnes(pool, before);
    if (accountIds.length === 0) break;
    for (const accountId of accountIds) {
      removed += await transaction(pool, (tx) => trimAccount(tx, accountId, before));
      step++;
    }
  }
  return removed;
}

/** Returns some accounts that have something to forget. */
async function withOldOnes(db: Queryable, before: Date): Promise<number[]> {
  const { rows } = await db.query<{ account_id: number }>(
    `select account_id from (
       (select account_id from expunged_entries where expunged_at < $1 order by expunged_at limit ${STEP})
       union (select account_id from message_changes where changed_at < $1 order by changed_at limit ${STEP})
       union (select account_id from removed_mailboxes where removed_at < $1 order by removed_at limit ${STEP})
     ) old limit ${MAX_STEPS}`,
    [before],
  );
  return rows.map((row) => row.account_id);
}

async function trimAccount(tx: Transaction, accountId: number, before: Date): Promise<number> {
  const [states, { rows }] = await Promise.all([
    lockAccounts(tx, [accountId]),
    tx.query<{ newest: number | null; count: number }>({
      name: 'trim-tombstones',
      text: `with expunged as (${trim('expunged_entries', 'expunged_at')}),
          noted as (${trim('message_changes', 'changed_at')}),
          mailboxes_too as (${trim('removed_mailboxes', 'removed_at')})
        select max(modseq) as newest, count(*) as count from (
          select modseq from expunged union all select modseq from noted union all select modseq from mailboxes_too
        ) gone`,
      values: [accountId, before],
    }),
  ]);
  const { newest, count } = rows[0] ?? { newest: null, count: 0 };
  const state = states.get(accountId);
  if (state && newest !== null) {
    state.changesFrom = Math.max(state.changesFrom, newest);
    await saveAccounts(tx, [state]);
  }
  return count;
}

function trim(table: string, age: string): string {
  return `delete from ${table} where account_id = $1 and ctid = any(array(
    select ctid from ${table} where account_id = $1 and ${age} < $2 limit ${STEP}
  )) returning modseq`;
}
