import type { Queryable } from '@postroom/database';

/** The tables of one kind of reports, each with the keys `day` and `domain`. */
export interface DueTables {
  /** The reports, with `state`, `reason`, `due_at`, `attempts`. */
  readonly reports: string;
  /** The measurements, with `key` and `count`. */
  readonly measured: string;
}

/** The report to the owner of a domain about one day (UTC). */
export interface WhichReport {
  readonly day: string;
  readonly domain: string;
}

/** `unwanted`: no address that asked for the report may get it. */
export type DueState = 'sent' | 'unwanted' | 'failed';

const LEASE = '10 minutes';
const MAX_ATTEMPTS = 10;

/**
 * Takes the next due report, for some minutes exclusively. Null when there is none.
 * @param columns SQL: what to read of it, besides its day and domain
 */
export async function takeDue<Row>(
  db: Queryable,
  { reports }: DueTables,
  columns: string,
): Promise<(Row & { isLastAttempt: boolean }) | null> {
  const { rows } = await db.query<Row & { attempts: number }>(
    `update ${reports} set attempts = attempts + 1, due_at = now() + interval '${LEASE}'
     where (day, domain) = (select day, domain from ${reports} where state = 'waiting' and due_at <= now()
       order by due_at limit 1 for update skip locked)
     returning day::text, domain, ${columns}, attempts`,
  );
  const [due] = rows;
  return due ? { ...due, isLastAttempt: due.attempts >= MAX_ATTEMPTS } : null;
}

/**
 * Settles a report, in the transaction that accepts its messages, so that it is sent once even if a process is killed. Returns false when
 * another process settled it first; then nothing may be sent.
 */
export async function settleDue(
  tx: Queryable,
  { reports, measured }: DueTables,
  { day, domain }: WhichReport,
  state: DueState,
  reason: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update ${reports} set state = $3, reason = $4 where day = $1 and domain = $2 and state = 'waiting'`,
    [day, domain, state, reason],
  );
  if (rowCount !== 1) return false;
  await tx.query(`delete from ${measured} where day = $1 and domain = $2`, [day, domain]);
  return true;
}

/** Deletes days before `before`, whatever their state, `limit` rows at a time. Returns the larger of the two tables' numbers of deleted rows. */
export async function trimDays(
  db: Queryable,
  { reports, measured }: DueTables,
  before: Date,
  limit: number,
): Promise<number> {
  const day = before.toISOString().slice(0, 10);
  const { rows } = await db.query<{ count: number }>(
    `with counts as (
       delete from ${measured} where (day, domain, key) in (
         select day, domain, key from ${measured} where day < $1 limit $2) returning 1
     ), days as (
       delete from ${reports} where (day, domain) in (select day, domain from ${reports} where day < $1 limit $2)
       returning 1
     )
     select greatest((select count(*) from counts), (select count(*) from days)) as count`,
    [day, limit],
  );
  return rows[0]?.count ?? 0;
}
