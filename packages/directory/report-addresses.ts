import type { Queryable } from '@postroom/database';
import { addressKey, domainOf } from './address-key.ts';
import type { Resolution } from './resolution.ts';

/** Local parts of the addresses to which others send their reports; `postroom domain dns` prints them (RFC 9990, RFC 8460). */
export const REPORT_NAMES = { dmarc: 'dmarc-reports', tls: 'tls-reports' } as const;

const NAMES: ReadonlySet<string> = new Set(Object.values(REPORT_NAMES));

/** Returns whether an address is one for reports, whoever owns it. */
export function isReportAddress(address: string): boolean {
  const key = addressKey(address);
  return key !== null && NAMES.has(key.slice(0, key.lastIndexOf('@')));
}

/** Returns the addresses that an account or an alias owns by that exact name; a catch-all does not count. */
export async function readByPeople(db: Queryable, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const keys = addresses.map((address) => addressKey(address) ?? '');
  const { rows } = await db.query<{ address: string }>(
    `select address from accounts where address = any($1) union select address from aliases where address = any($1)`,
    [keys],
  );
  const found = new Set(rows.map(({ address }) => address));
  return new Set(addresses.filter((_address, at) => found.has(keys[at] as string)));
}

/**
 * Returns where mail to a report address goes that nobody owns. Nobody reads it, but a delivery needs an account: the first of the domain,
 * else the first of all. Null when an account or alias has the address, when the domain is not ours, or when there are no accounts.
 */
export async function reportTarget(db: Queryable, address: string): Promise<Resolution | null> {
  const key = addressKey(address);
  if (key === null || !isReportAddress(address) || (await readByPeople(db, [address])).size > 0) return null;
  const { rows } = await db.query<{ id: number }>(
    `select id from accounts where exists (select 1 from domains where name = $1)
     order by domain = $1 desc, id limit 1`,
    [domainOf(key)],
  );
  if (!rows[0]) return null;
  const target = { kind: 'account', accountId: rows[0].id, address: key, status: 'active', freeBytes: null } as const;
  return { kind: 'targets', targets: [target] };
}
