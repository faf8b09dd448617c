import { type Pool, type Queryable, transaction } from '@postroom/database';
import { buildSegment } from './build-segment.ts';
import { GRAM_VERSION } from './grams.ts';
import { SEGMENT_IDS } from './postings.ts';
import { type IdRange, indexedRanges, insertSegment, lockIndex } from './segment-rows.ts';

/**
 * Builds one segment for the account that has waited longest. Returns how many messages were indexed; null when no account waits.
 */
export async function indexNext(pool: Pool): Promise<number | null> {
  // Moves the account to the end first, so that one that cannot be indexed does not block the others.
  const { rows } = await pool.query<{ account_id: number }>(
    `update search_backlog set since = now() where account_id = (
       select account_id from search_backlog order by since limit 1 for update skip locked
     ) returning account_id`,
  );
  const accountId = rows[0]?.account_id;
  return accountId === undefined ? null : indexAccount(pool, accountId);
}

/** Adds accounts that have segments with other grams to the backlog. */
export async function noteOldSegments(db: Queryable): Promise<void> {
  await db.query(
    `insert into search_backlog (account_id) select distinct account_id from search_segments where gram_version <> ${GRAM_VERSION}
     on conflict (account_id) do nothing`,
  );
}

/** Builds one segment of an account's messages, or removes the account from the backlog. */
async function indexAccount(pool: Pool, accountId: number): Promise<number> {
  return transaction(pool, async (tx) => {
    await lockIndex(tx, accountId);
    await dropOld(tx, accountId);
    const range = await nextUnindexed(tx, accountId);
    if (!range) {
      await tx.query('delete from search_backlog where account_id = $1', [accountId]);
      return 0;
    }
    const segment = await buildSegment(pool, accountId, range.from, range.to);
    await insertSegment(tx, accountId, segment);
    return segment.messages;
  });
}

/** Drops segments that were indexed with other grams. */
async function dropOld(tx: Queryable, accountId: number): Promise<void> {
  await tx.query(
    `with gone as (
       delete from search_segments where account_id = $1 and gram_version <> ${GRAM_VERSION} returning first_id
     )
     delete from search_postings p using gone where p.account_id = $1 and p.segment_id = gone.first_id`,
    [accountId],
  );
}

/** Returns the next range of messages without a segment; of the newest messages only if they fill a segment. */
async function nextUnindexed(tx: Queryable, accountId: number): Promise<IdRange | null> {
  const { rows } = await tx.query<{ next_id: number }>('select next_id from account_state where account_id = $1', [
    accountId,
  ]);
  const last = (rows[0]?.next_id ?? 1) - 1;
  let from = 0;
  for (const indexed of [...(await indexedRanges(tx, accountId)), { from: last + 1, to: last }]) {
    const first = await firstMessage(tx, accountId, { from, to: indexed.from - 1 });
    const to = indexed.from - 1;
    if (first !== null && (to < last || last - first + 1 >= SEGMENT_IDS)) return { from: first, to };
    from = indexed.to + 1;
  }
  return null;
}

async function firstMessage(tx: Queryable, accountId: number, { from, to }: IdRange): Promise<number | null> {
  if (from > to) return null;
  const { rows } = await tx.query<{ id: number }>(
    'select id from messages where account_id = $1 and id between $2 and $3 order by id limit 1',
    [accountId, from, to],
  );
  return rows[0]?.id ?? null;
}
