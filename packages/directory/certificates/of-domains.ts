import type { Queryable } from '@postroom/database';
import { MAX_CERTIFICATES } from './certificates.ts';

/** Returns names of our domains, in order, after `after`. */
export async function domainsAfter(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>('select name from domains where name > $1 order by name limit $2', [
    ...[after, limit],
  ]);
  return rows.map(({ name }) => name);
}

/** Keeps a certificate for a name of a domain that leads here, if the limit allows one more. */
export async function keepNameOfDomain(db: Queryable, name: string, domain: string): Promise<void> {
  await db.query(
    `insert into certificates (name, by_operator, of_domain)
     select $1, false, $2
     where (select count(*) from certificates) < $3 or exists (select from certificates where name = $1)
     on conflict (name) do update set of_domain = excluded.of_domain
       where certificates.of_domain is distinct from excluded.of_domain`,
    [name, domain, MAX_CERTIFICATES],
  );
}

/** Stops renewing the certificate of such a name; the present one ends by itself. */
export async function leaveNameOfDomain(db: Queryable, name: string): Promise<void> {
  await db.query('update certificates set of_domain = null where name = $1 and of_domain is not null', [name]);
}

/** Does the same for all names of removed domains, and for names whose first label is not among these. */
export async function leaveNamesOfDomains(db: Queryable, labels: readonly string[]): Promise<void> {
  await db.query(
    `update certificates set of_domain = null
     where of_domain is not null and
       (split_part(name, '.', 1) <> all ($1::text[]) or not exists (select from domains where domains.name = of_domain))`,
    [labels],
  );
}
