import type { Queryable } from '@postroom/database';
import type { DueTables } from './due-of-a-day.ts';

/** What is alike of one domain on one day, and how often it was measured. */
export interface DomainCount {
  readonly day: string;
  readonly domain: string;
  /** SHA-256 of `said`, hex. */
  readonly key: string;
  /** What the report says of it. */
  readonly said: object;
  readonly count: number;
}

/**
 * SQL: when the report of a `day` leaves, between a quarter of an hour and four hours behind it, that not all of the world writes at
 * midnight (RFC 8460 4.1).
 */
export const DUE_AT = `(day + 1)::timestamp at time zone 'UTC' + interval '15 minutes' + random() * interval '225 minutes'`;

/** In one order, that no two processes wait for each other. */
export function inOrder<Count extends Pick<DomainCount, 'day' | 'domain' | 'key'>>(counts: readonly Count[]): Count[] {
  const name = ({ day, domain, key }: Count): string => `${day} ${domain} ${key}`;
  return counts.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

/**
 * Adds counts to what was measured before, of domains whose report has not left yet.
 * @param column of the table, for what is alike
 * @param kinds that one report tells apart; beyond them, which one call may pass, only what is there is counted on
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
