import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey } from './address-key.ts';
import { domainsIn } from './domains-in.ts';
import { findJoinPolicy, type JoinMode } from './joining/policy.ts';
import { newDomain } from './new-domain.ts';

export interface Domain {
  name: string;
  createdAt: Date;
  /** The address that reads mail for its postmaster; null when none is set. */
  postmaster: string | null;
  accounts: number;
  aliases: number;
  /** Who may join. */
  joining: JoinMode;
}

/** Adds a domain. Throws invalid, already-exists. @param options.force accepts a name without a dot */
export async function addDomain(
  db: Queryable,
  name: string,
  { postmaster = null, force }: { postmaster?: string | null | undefined; force?: boolean | undefined } = {},
): Promise<string> {
  const made = newDomain(name, { force });
  if ('refusal' in made) throw new MailError('invalid', made.refusal);
  const { key } = made;
  const { rowCount } = await db.query('insert into domains (name, postmaster) values ($1, $2) on conflict do nothing', [
    key,
    reader(postmaster),
  ]);
  if (!rowCount) throw new MailError('already-exists', `Domain ${key} exists already`);
  return key;
}

/**
 * Sets who reads mail for a domain's postmaster (RFC 5321 4.5.1), here or elsewhere. Throws invalid, not-found, and in-use: a domain that
 * people may join must keep a postmaster, or one of them would read its mail.
 */
export async function setPostmaster(db: Queryable, name: string, postmaster: string | null): Promise<void> {
  if (postmaster === null && (await findJoinPolicy(db, name)).mode !== 'closed')
    throw new MailError(
      'in-use',
      `People can join ${name}: close joining first (postroom domain joining ${name} closed)`,
    );
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

/** Returns domains ordered by name: all of them, or `limit` after `after` for paging. */
export async function listDomains(db: Queryable, page: { after?: string; limit?: number } = {}): Promise<Domain[]> {
  const { rows } = await db.query<Domain & Record<string, unknown>>(
    `select d.name, d.created_at as "createdAt", d.postmaster,
       (select count(*) from accounts a where a.domain = d.name) as accounts,
       (select count(*) from aliases a where a.domain = d.name) as aliases,
       coalesce((select mode from domain_joining j where j.domain = d.name), 'closed') as joining
     from domains d where d.name > $1 order by d.name limit $2`,
    [page.after ?? '', page.limit ?? null],
  );
  return rows;
}

/** Returns our domain that contains the host name, the longest match; null when there is none. */
export async function findDomainOf(db: Queryable, host: string): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    'select name from domains where name = any($1) order by length(name) desc limit 1',
    [domainsIn(host)],
  );
  return rows[0]?.name ?? null;
}

/** Returns those of the names that are domains of ours. @param names as domains are stored */
export async function oursAmong(db: Queryable, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await db.query<{ name: string }>({
    name: 'ours-among',
    text: 'select name from domains where name = any($1)',
    values: [[...new Set(names)]],
  });
  return rows.map(({ name }) => name);
}

/** Returns the stored form of one of our domains. Throws not-found. */
export async function findDomain(db: Queryable, name: string): Promise<string> {
  const key = domainKey(name);
  const { rowCount } = await db.query('select 1 from domains where name = $1', [key]);
  if (key === null || !rowCount) throw new MailError('not-found', `No domain ${name}`);
  return key;
}

/** Removes a domain that has no accounts or groups left, together with its aliases. Throws not-found, in-use. */
export async function removeDomain(db: Queryable, name: string): Promise<void> {
  const key = domainKey(name);
  // Whoever is joining the domain comes first, or finds it closed.
  await db.query('select 1 from domain_joining where domain = $1 for update', [key]);
  const used = await db.query('select 1 from accounts where domain = $1 limit 1', [key]);
  if (used.rowCount) throw new MailError('in-use', `Domain ${name} still has accounts; remove them first`);
  const groups = await db.query('select 1 from groups where domain = $1 limit 1', [key]);
  if (groups.rowCount) throw new MailError('in-use', `Domain ${name} still has groups; remove them first`);
  await db.query('delete from aliases where domain = $1', [key]);
  const { rowCount } = await db.query('delete from domains where name = $1', [key]);
  if (!rowCount) throw new MailError('not-found', `No domain ${name}`);
}
