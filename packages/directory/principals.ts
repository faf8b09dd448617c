import type { Queryable } from '@postroom/database';
import { FIRST_GROUP_ID } from '@postroom/types';

/** An account or a group as seen by others, who may share something with it (RFC 9670 2). */
export interface Principal {
  /** The id of the account or the group. */
  readonly id: number;
  readonly address: string;
  readonly displayName: string;
  /** The address at which it gets mail; a group gets mail only if there is an alias with its address. */
  readonly email: string | null;
}

/** SQL: all principals. */
const PRINCIPALS = `(
  select id, address, domain, display_name, address as email from accounts where status = 'active'
  union all
  select id, address, domain, display_name, (select l.address from aliases l where l.address = g.address) from groups g
)`;

const COLUMNS = `a.id, a.address, a.display_name as "displayName", a.email`;

/** Which principals somebody may see. */
export interface PrincipalScope {
  /** Those of this domain; null: those of all domains. */
  readonly domain: string | null;
  /** Ids of others that may be seen as well, in any domain. */
  readonly others: readonly number[];
}

const SEEN = '($1::text is null or a.domain = $1 or a.id = any($2::bigint[]))';

/** Returns those of these accounts and groups that may be seen or, if `ids` is null, the first ones by address. */
export async function readPrincipals(
  db: Queryable,
  { domain, others }: PrincipalScope,
  ids: readonly number[] | null,
  limit: number,
): Promise<Principal[]> {
  const { rows } = await db.query<Principal & Record<string, unknown>>({
    name: 'read-principals',
    text: `select ${COLUMNS} from ${PRINCIPALS} a
      where ${SEEN} and ($3::bigint[] is null or a.id = any($3)) order by a.address limit $4`,
    values: [domain, others, ids, limit],
  });
  return rows;
}

/** Returns the account or group with this address (as addressKey gives it), if it may be seen. */
export async function principalAt(
  db: Queryable,
  { domain, others }: PrincipalScope,
  kind: PrincipalKind,
  address: string,
): Promise<Principal | null> {
  const { rows } = await db.query<Principal & Record<string, unknown>>({
    name: 'principal-at',
    text: `select ${COLUMNS} from ${PRINCIPALS} a
      where ${SEEN} and a.address = $3 and (a.id >= ${FIRST_GROUP_ID}) = $4`,
    values: [domain, others, address, kind === 'group'],
  });
  return rows[0] ?? null;
}

export type PrincipalKind = 'individual' | 'group';

/** What to look for; upper and lower case count as the same. */
export interface PrincipalFilter {
  readonly ids?: readonly number[] | undefined;
  readonly kind?: PrincipalKind | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** A part of the address or of the name. */
  readonly text?: string | undefined;
}

/** Returns the ids of at most `limit` matching principals that may be seen, ordered by address. */
export async function findPrincipals(
  db: Queryable,
  { domain, others }: PrincipalScope,
  { ids, kind, email, name, text }: PrincipalFilter,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'find-principals',
    text: `select a.id from ${PRINCIPALS} a
      where ${SEEN} and ($3::bigint[] is null or a.id = any($3))
        and ($4::text is null or strpos(lower(a.email), lower($4)) > 0)
        and ($5::text is null or strpos(lower(${NAME}), lower($5)) > 0)
        and ($6::text is null or strpos(lower(a.address || ' ' || a.display_name), lower($6)) > 0)
        and ($7::boolean is null or (a.id >= ${FIRST_GROUP_ID}) = $7)
      order by a.address limit $8`,
    values: [
      ...[domain, others, ids ?? null, email ?? null, name ?? null, text ?? null],
      ...[kind === undefined ? null : kind === 'group', limit],
    ],
  });
  return rows.map(({ id }) => id);
}

/** SQL: the name; the address when there is no name. */
const NAME = `coalesce(nullif(a.display_name, ''), a.address)`;

/** Returns a text that changes when any of the first 10,000 visible principals changes. */
export async function principalsState(db: Queryable, { domain, others }: PrincipalScope): Promise<string> {
  const { rows } = await db.query<{ state: string }>({
    name: 'principals-state',
    text: `select left(md5(count(*) || '.' || coalesce(sum(hashtextextended(a.id || a.address || a.display_name || coalesce(a.email, ''), 0)), 0)), 16) as state
      from (select a.* from ${PRINCIPALS} a where ${SEEN} order by a.address limit 10000) a`,
    values: [domain, others],
  });
  return rows[0]?.state ?? '';
}
