import type { Queryable } from '@postroom/database';

/** A TXT record that proves control to an authority, and that may be in DNS (RFC 8555 8.4). */
export interface DnsProofRecord {
  /** `_acme-challenge.example.test` */
  readonly name: string;
  readonly value: string;
}

/** When a leftover record is removed: later than any order can take. After each failure the wait doubles. */
const REMOVAL_SECONDS = 600;
/** How often removal is tried, over four days. */
const MAX_REMOVALS = 10;

/** Notes a record before it is put into DNS, so that it is found and removed even after a crash. */
export async function noteDnsRecord(db: Queryable, { name, value }: DnsProofRecord): Promise<void> {
  await db.query(
    `insert into acme_dns_records (name, value, next_removal_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (name, value) do update set next_removal_at = excluded.next_removal_at, removals = 0`,
    [name, value, REMOVAL_SECONDS],
  );
}

/** Claims a leftover record for removal. With `isLast` no further attempt follows. */
export async function takeLeftDnsRecord(db: Queryable): Promise<(DnsProofRecord & { isLast: boolean }) | undefined> {
  const { rows } = await db.query<DnsProofRecord & { isLast: boolean }>(
    `update acme_dns_records set removals = removals + 1,
       next_removal_at = now() + make_interval(secs => $1 * power(2, removals))
     where (name, value) = (
       select name, value from acme_dns_records where next_removal_at <= now() and removals < $2
       order by next_removal_at limit 1 for update skip locked)
     returning name, value, removals >= $2 as "isLast"`,
    [REMOVAL_SECONDS, MAX_REMOVALS],
  );
  return rows[0];
}

/** Forgets a record that is out of DNS, or whose removal was given up. */
export async function forgetDnsRecord(db: Queryable, { name, value }: DnsProofRecord): Promise<void> {
  await db.query('delete from acme_dns_records where name = $1 and value = $2', [name, value]);
}
