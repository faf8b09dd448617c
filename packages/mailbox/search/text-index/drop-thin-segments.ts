import { type Pool, transaction } from '@postroom/database';
import { SEGMENT_IDS } from './postings.ts';
import { forgetIndexed, type IdRange } from './segment-rows.ts';

/** How many accounts one call looks at; the rest waits for the next. */
const MAX_ACCOUNTS = 100;

/**
 * Drops segments of which more than half the messages are gone; their remaining messages are indexed again. So the size of the index follows
 * the existing mail, and not all mail that ever came. Returns how many it dropped.
 */
export async function dropThinSegments(pool: Pool): Promise<number> {
  let dropped = 0;
  for (const accountId of await accountsWithGoneMessages(pool)) {
    for (const range of await thinSegments(pool, accountId)) {
      await transaction(pool, (tx) => forgetIndexed(tx, accountId, range));
      dropped++;
    }
  }
  return dropped;
}

/** Returns accounts that have so many more messages in the index than exist that some segment must be thin. */
async function accountsWithGoneMessages(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ account_id: number }>(
    `select g.account_id from (select account_id, sum(messages) as messages from search_segments group by account_id) g
     left join account_state s on s.account_id = g.account_id
     where g.messages > 2 * coalesce(s.message_count, 0) + ${SEGMENT_IDS} limit ${MAX_ACCOUNTS}`,
  );
  return rows.map((row) => row.account_id);
}

async function thinSegments(pool: Pool, accountId: number): Promise<IdRange[]> {
  const { rows } = await pool.query<{ from: number; to: number }>(
    `select s.first_id as from, s.last_id as to from search_segments s
     where s.account_id = $1 and s.messages > 2 * (
       select count(*) from messages m where m.account_id = $1 and m.id between s.first_id and s.last_id)
     order by s.first_id`,
    [accountId],
  );
  return rows;
}
