import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { domainKey } from './address-key.ts';

export interface Domain {
  name: string;
  createdAt: Date;
  accounts: number;
  aliases: number;
}

/** Makes a domain ours. Throws invalid, already-exists. */
export async function addDomain(db: Queryable, name: string): Promise<string> {
  const key = domainKey(name);
  if (!key) throw new MailError('invalid', `Not a domain name: ${name}`);
  const { rowCount } = await db.query('insert into domains (name) values ($1) on conflict do nothing', [key]);
  if (!rowCount) throw new MailError('already-exists', `Domain ${key} exists already`);
  return key;
}

/** Domains by name, all of them, or `limit` after `after` for paging. */
export async function listDomains(db: Queryable, page: { after?: string; limit?: number } = {}): Promise<Domain[]> {
  const { rows } = await db.query<Domain & Record<string, unknown>>(
    `select d.name, d.created_at as "createdAt",
       (select count(*) from accounts a where a.domain = d.name) as accounts,
       (select count(*) from aliases a where a.domain = d.name) as aliases
     from domains d where d.name > $1 order by d.name limit $2`,
    [page.after ?? '', page.limit ?? null],
  );
  return rows;
}

/** Removes a domain that has no accounts left, with its aliases. Throws not-found, in-use. */
export async function removeDomain(db: Queryable, name: string): Promise<void> {
  const key = domainKey(name);
  const used = await db.query('select 1 from accounts where domain = $1 limit 1', [key]);
  if (used.rowCount) throw new MailError('in-use', `Domain ${name} still has accounts; remove them first`);
  await db.query('delete from aliases where domain = $1', [key]);
  const { rowCount } = await db.query('delete from domains where name = $1', [key]);
  if (!rowCount) throw new MailError('not-found', `No domain ${name}`);
}
