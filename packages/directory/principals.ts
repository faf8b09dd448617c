import type { Queryable } from '@postroom/database';

/** An account as others see it, who may share something with it (RFC 9670 2). */
export interface Principal {
  readonly accountId: number;
  readonly address: string;
  readonly displayName: string;
}

/** Whom somebody may see. */
export interface PrincipalScope {
  /** Those of this domain; null: of all domains. */
  readonly domain: string | null;
  /** And these, wherever they are. */
  readonly others: readonly number[];
}

const SEEN = `a.status = 'active' and ($1::text is null or a.domain = $1 or a.id = any($2::bigint[]))`;

/** Those of these accounts that may be seen, or, without ids, the first by address. */
export async function readPrincipals(
  db: Queryable,
  { domain, others }: PrincipalScope,
  ids: readonly number[] | null,
  limit: number,
): Promise<Principal[]> {
  const { rows } = await db.query<Principal & Record<string, unknown>>({
    name: 'read-principals',
    text: `select a.id as "accountId", a.address, a.display_name as "displayName" from accounts a
      where ${SEEN} and ($3::bigint[] is null or a.id = any($3)) order by a.address limit $4`,
    values: [domain, others, ids, limit],
  });
  return rows;
}

/** Who has this address (as addressKey has it), if he may be seen. */
export async function principalAt(
  db: Queryable,
  { domain, others }: PrincipalScope,
  address: string,
): Promise<Principal | null> {
  const { rows } = await db.query<Principal & Record<string, unknown>>({
    name: 'principal-at',
    text: `select a.id as "accountId", a.address, a.display_name as "displayName" from accounts a
      where ${SEEN} and a.address = $3`,
    values: [domain, others, address],
  });
  return rows[0] ?? null;
}

/** What is looked for, in any case. */
export interface PrincipalFilter {
  readonly ids?: readonly number[] | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** In any of both. */
  readonly text?: string | undefined;
}

/** The ids of those that may be seen and match, by address; at most `limit`. */
export async function findPrincipals(
  db: Queryable,
  { domain, others }: PrincipalScope,
  { ids = undefined, email, name, text }: PrincipalFilter,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'find-principals',
    text: `select a.id from accounts a
      where ${SEEN} and ($3::bigint[] is null or a.id = any($3))
        and ($4::text is null or strpos(lower(a.address), lower($4)) > 0)
        and ($5::text is null or strpos(lower(${NAME}), lower($5)) > 0)
        and ($6::text is null or strpos(lower(a.address || ' ' || a.display_name), lower($6)) > 0)
      order by a.address limit $7`,
    values: [domain, others, ids ?? null, email ?? null, name ?? null, text ?? null, limit],
  });
  return rows.map(({ id }) => id);
}

/** SQL: who has no name is called by the address. */
const NAME = `coalesce(nullif(a.display_name, ''), a.address)`;

/** Another text when any of the first 10,000 that may be seen is not what it was. */
export async function principalsState(db: Queryable, { domain, others }: PrincipalScope): Promise<string> {
  const { rows } = await db.query<{ state: string }>({
    name: 'principals-state',
    text: `select left(md5(count(*) || '.' || coalesce(sum(hashtextextended(a.id || a.address || a.display_name, 0)), 0)), 16) as state
      from (select a.* from accounts a where ${SEEN} order by a.address limit 10000) a`,
    values: [domain, others],
  });
  return rows[0]?.state ?? '';
}
