import { packBigints, packBytes, type Queryable, type Transaction } from '@postroom/database';
import { GRAM_VERSION } from './grams.ts';
import type { Segment } from './segment.ts';

/** A range of message ids, both ends included. */
export interface IdRange {
  from: number;
  to: number;
}

/** Returns the ranges of ids that the index of an account covers, ascending. */
export async function indexedRanges(db: Queryable, accountId: number): Promise<IdRange[]> {
  const { rows } = await db.query<{ from: number; to: number }>(
    `select first_id as from, last_id as to from search_segments
     where account_id = $1 and gram_version = ${GRAM_VERSION} order by first_id`,
    [accountId],
  );
  return rows;
}

export async function insertSegment(tx: Transaction, accountId: number, segment: Segment): Promise<void> {
  await tx.query(
    `insert into search_segments (account_id, first_id, last_id, gram_version, messages, unsure)
     values ($1, $2, $3, ${GRAM_VERSION}, $4, $5)`,
    [accountId, segment.firstId, segment.lastId, segment.messages, segment.unsure],
  );
  const packed = packBytes(segment.rows.map(({ data }) => data));
  await tx.query(
    `insert into search_postings (account_id, segment_id, first_gram, data)
     select $1, $2, r.gram, substr($3::bytea, r.at::int, r.length::int)
     from unnest($4::bigint[], $5::bigint[], $6::bigint[]) as r (gram, at, length)`,
    [
      accountId,
      segment.firstId,
      packed.bytes,
      packBigints(segment.rows.map(({ firstGram }) => firstGram)),
      packBigints(packed.starts),
      packBigints(packed.lengths),
    ],
  );
}

/**
 * Locks the index of an account: until the transaction ends nobody else can build a segment of it, change a text that may be in one, or remove
 * its segments. A transaction that also locks the account must do that after this.
 */
export async function lockIndex(tx: Transaction, accountId: number): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('search index', $1))", [accountId]);
}

/**
 * Must be called before the texts of existing messages are changed, in the same transaction. These messages are then searched without the
 * index until they are indexed again.
 */
export async function forgetIndexed(tx: Transaction, accountId: number, { from, to }: IdRange): Promise<void> {
  await lockIndex(tx, accountId);
  await tx.query(
    `with gone as (
       delete from search_segments where account_id = $1 and first_id <= $3 and last_id >= $2 returning first_id
     ), postings as (
       delete from search_postings p using gone where p.account_id = $1 and p.segment_id = gone.first_id
     )
     insert into search_backlog (account_id) select $1 from gone limit 1 on conflict (account_id) do nothing`,
    [accountId, from, to],
  );
}
