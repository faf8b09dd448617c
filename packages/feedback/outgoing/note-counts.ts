import type { Queryable } from '@postroom/database';
import type { DueTables } from './due-of-a-day.ts';

/** One kind of measurement of a domain on one day, and how often it occurred. */
export interface DomainCount {
  readonly day: string;
  readonly domain: string;
  /** SHA-256 of `said`, hex. */
  readonly key: string;
  /** What the report says of this kind. */
  readonly said: object;
  readonly count: number;
}

/**
 * SQL: when the report of a `day` is due, between a quarter of an hour and four hours after it, so that not all servers send at
 * midnight (RFC 8460 4.1).
 */
export const DUE_AT = `(day + 1)::timestamp at time zone 'UTC' + interval '15 minutes' + random() * interval '225 minutes'`;

/** Sorts counts, because with a common order of locks no two processes deadlock. */
export function inOrder<Count extends Pick<DomainCount, 'day' | 'domain' | 'key'>>(counts: readonly Count[]): Count[] {
  const name = ({ day, domain, key }: Count): string => `${day} ${domain} ${key}`;
  return counts.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

/**
 * Adds counts to earlier measurements of domains whose report is not sent yet.
 * @param column the column of `said` in the table
 * @param kinds the most kinds per report; beyond them, which one call may exceed, only existing kinds are counted
 */
export async function noteCounts(
  db: Queryable,
  { reports, measured }: DueTables,
  column: 'mail' | 'session',
  counts: readonly DomainCount[],
  kinds: number,
): Promise<void> {
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, key text, said jsonb, count bigint)
     ), full_reports as materialized (
       select day, domain from (select distinct day, domain from r) d
       where (select count(*) from ${measured} x where (x.day, x.domain) = (d.day, d.domain)) >= $2
     )
     insert into ${measured} as m (day, domain, key, ${column}, count)
     select r.day, r.domain, decode(r.key, 'hex'), r.said, r.count
     from r join ${reports} d on (d.day, d.domain) = (r.day, r.domain) and d.state = 'waiting'
     where (r.day, r.domain) not in (select day, domain from full_reports)
       or exists (select 1 from ${measured} x where (x.day, x.domain, x.key) = (r.day, r.domain, decode(r.key, 'hex')))
     on conflict (day, domain, key) do update set count = m.count + excluded.count`,
    [JSON.stringify(counts), kinds],
  );
}
