import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey, domainOf } from './address-key.ts';
import { findCircle } from './alias-circle.ts';
import { storedTargets } from './stored-targets.ts';

export interface Alias {
  /** `local@domain`, or `@domain` for a catch-all. */
  address: string;
  targets: string[];
  createdAt: Date;
}

const MAX_TARGETS = 1000;
/** The most octets of targets on one page of a list. The first alias of a page is returned whatever its size. */
const PAGE_BYTES = 1024 * 1024;

/** Adds or replaces an alias. Targets may lie outside (forwarding). Throws invalid, not-found, already-exists. */
export async function putAlias(db: Queryable, address: string, targets: readonly string[]): Promise<Alias> {
  const key = aliasKey(address);
  if (targets.length === 0 || targets.length > MAX_TARGETS)
    throw new MailError('invalid', `1 to ${MAX_TARGETS} targets`);
  if (key.startsWith('*@')) {
    const domain = domainOf(key);
    throw new MailError('invalid', `Write a catch-all without a star: @${domain}`);
  }
  const stored = await storedTargets(db, targets);
  const circle = await findCircle(db, key, stored);
  if (circle)
    throw new MailError('invalid', `${key} would lead back to itself (${circle.join(' → ')}): choose other targets`);
  const domain = await db.query('select 1 from domains where name = $1', [domainOf(key)]);
  if (!domain.rowCount) throw new MailError('not-found', `Domain ${domainOf(key)} is not one of ours`);
  const account = await db.query('select 1 from accounts where address = $1', [key]);
  if (account.rowCount) throw new MailError('already-exists', `${key} is an account`);
  const { rows } = await db.query<Alias & Record<string, unknown>>(
    `insert into aliases (address, domain, targets) values ($1, $2, $3)
     on conflict (address) do update set targets = excluded.targets
     returning address, targets, created_at as "createdAt"`,
    [key, domainOf(key), stored],
  );
  return rows[0] as Alias;
}

/** Returns up to `limit` aliases ordered by address, all or those of one domain; fewer where they are long. `next` is the next page's `after`. */
export async function listAliases(
  db: Queryable,
  filter: { domain?: string; after?: string; limit: number },
): Promise<{ rows: Alias[]; next: string | null }> {
  const { rows } = await db.query<Alias & { hasNext: boolean } & Record<string, unknown>>(
    `select address, targets, created_at as "createdAt", "hasNext" from (
       select *, row_number() over page as n, lead(address) over page is not null as "hasNext",
         sum(octet_length(array_to_string(targets, ' '))) over page - octet_length(array_to_string(targets, ' ')) as octets_before
       from (select * from aliases where ($1::text is null or domain = $1) and address > $2 order by address limit $3 + 1) a
       window page as (order by address rows unbounded preceding)
     ) a where n <= $3 and octets_before < ${PAGE_BYTES} order by address`,
    [filter.domain === undefined ? null : (domainKey(filter.domain) ?? ''), filter.after ?? '', filter.limit],
  );
  const last = rows.at(-1);
  return {
    rows: rows.map(({ address, targets, createdAt }) => ({ address, targets, createdAt })),
    next: last?.hasNext ? last.address : null,
  };
}

/** Returns an alias. Throws invalid, not-found. */
export async function findAlias(db: Queryable, address: string): Promise<Alias> {
  const { rows } = await db.query<Alias & Record<string, unknown>>(
    'select address, targets, created_at as "createdAt" from aliases where address = $1',
    [aliasKey(address)],
  );
  if (!rows[0]) throw new MailError('not-found', `No alias ${address}`);
  return rows[0];
}

/** Removes an alias. Throws not-found. */
export async function removeAlias(db: Queryable, address: string): Promise<void> {
  const { rowCount } = await db.query('delete from aliases where address = $1', [aliasKey(address)]);
  if (!rowCount) throw new MailError('not-found', `No alias ${address}`);
}

function aliasKey(address: string): string {
  const domain = address.startsWith('@') ? domainKey(address.slice(1)) : null;
  const key = domain ? `@${domain}` : addressKey(address);
  if (!key) throw new MailError('invalid', `Not an address: ${address}`);
  return key;
}
