import type { Queryable } from '@postroom/database';

/** A TXT record that is in DNS for an authority, or may be (RFC 8555 8.4). */
export interface DnsProofRecord {
  /** `_acme-challenge.example.test` */
  readonly name: string;
  readonly value: string;
}

/** After so long it is removed by whoever looks: longer than an order may take. Later and later when that fails. */
const REMOVAL_SECONDS = 600;
/** How often it is tried, over four days. */
const MAX_REMOVALS = 10;

/** Before it is put into DNS, so that no crash leaves it there. */
export async function noteDnsRecord(db: Queryable, { name, value }: DnsProofRecord): Promise<void> {
  await db.query(
    `insert into acme_dns_records (name, value, next_removal_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (name, value) do update set next_removal_at = excluded.next_removal_at, removals = 0`,
    [name, value, REMOVAL_SECONDS],
  );
}

/** Takes one that somebody left there; `isLast`: nobody will try again. */
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

/** It is out of DNS, or given up. */
export async function forgetDnsRecord(db: Queryable, { name, value }: DnsProofRecord): Promise<void> {
  await db.query('delete from acme_dns_records where name = $1 and value = $2', [name, value]);
}
