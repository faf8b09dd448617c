import type { Queryable } from '@postroom/database';
import { addressKey, domainOf } from './address-key.ts';
import type { Resolution } from './resolution.ts';

/** To whom others report what they measured: the local parts that `postroom domain dns` prints (RFC 9990, RFC 8460). */
export const REPORT_NAMES = { dmarc: 'dmarc-reports', tls: 'tls-reports' } as const;

const NAMES: ReadonlySet<string> = new Set(Object.values(REPORT_NAMES));

/** Whether reports are expected at an address, whoever it belongs to. */
export function isReportAddress(address: string): boolean {
  const key = addressKey(address);
  return key !== null && NAMES.has(key.slice(0, key.lastIndexOf('@')));
}

/** Those of the addresses that an account or an alias of that name reads; a catch-all does not. As they were given. */
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
 * Where mail to a report address goes that nobody reads: nowhere, but a delivery has an account, so it is the first of the domain,
 * else of all. Null where there is an account or alias of that name, or the domain is none of ours, or nobody is here.
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
