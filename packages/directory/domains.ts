import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey } from './address-key.ts';

export interface Domain {
  name: string;
  createdAt: Date;
  /** Who reads mail for its postmaster; null: nobody is named. */
  postmaster: string | null;
  accounts: number;
  aliases: number;
}

/** Makes a domain ours. Throws invalid, already-exists. */
export async function addDomain(
  db: Queryable,
  name: string,
  { postmaster = null }: { postmaster?: string | null | undefined } = {},
): Promise<string> {
  const key = domainKey(name);
  if (!key) throw new MailError('invalid', `Not a domain name: ${name}`);
  const { rowCount } = await db.query('insert into domains (name, postmaster) values ($1, $2) on conflict do nothing', [
    key,
    reader(postmaster),
  ]);
  if (!rowCount) throw new MailError('already-exists', `Domain ${key} exists already`);
  return key;
}

/** Names who reads the mail for a domain's postmaster (RFC 5321 4.5.1), here or elsewhere. Throws invalid, not-found. */
export async function setPostmaster(db: Queryable, name: string, postmaster: string | null): Promise<void> {
  const { rowCount } = await db.query('update domains set postmaster = $2 where name = $1', [
    domainKey(name),
    reader(postmaster),
  ]);
  if (!rowCount) throw new MailError('not-found', `No domain ${name}`);
}

function reader(postmaster: string | null): string | null {
  if (postmaster !== null && !addressKey(postmaster)) throw new MailError('invalid', `Not an address: ${postmaster}`);
  return postmaster;
}

/** Domains by name, all of them, or `limit` after `after` for paging. */
export async function listDomains(db: Queryable, page: { after?: string; limit?: number } = {}): Promise<Domain[]> {
  const { rows } = await db.query<Domain & Record<string, unknown>>(
    `select d.name, d.created_at as "createdAt", d.postmaster,
       (select count(*) from accounts a where a.domain = d.name) as accounts,
       (select count(*) from aliases a where a.domain = d.name) as aliases
     from domains d where d.name > $1 order by d.name limit $2`,
    [page.after ?? '', page.limit ?? null],
  );
  return rows;
}

/** Labels of a host name that are looked at, from its end. */
const MAX_LABELS = 10;

/** The domains that a host name may lie in, itself first: `mail.example.org`, `example.org`, `org`. None for what is no name. */
export function domainsIn(host: string): string[] {
  const labels = domainKey(host)?.split('.').slice(-MAX_LABELS) ?? [];
  return labels.map((_, at) => labels.slice(at).join('.'));
}

/** The domain of ours that a host name is, or lies in; the longest. Null when there is none. */
export async function findDomainOf(db: Queryable, host: string): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    'select name from domains where name = any($1) order by length(name) desc limit 1',
    [domainsIn(host)],
  );
  return rows[0]?.name ?? null;
}

/** A domain of ours by its name, as it is stored. Throws not-found. */
export async function findDomain(db: Queryable, name: string): Promise<string> {
  const key = domainKey(name);
  const { rowCount } = await db.query('select 1 from domains where name = $1', [key]);
  if (key === null || !rowCount) throw new MailError('not-found', `No domain ${name}`);
  return key;
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
