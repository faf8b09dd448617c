import type { Queryable } from '@postroom/database';
import { domainOf, withoutTag } from './address-key.ts';

/** What a look-up finds about an address. */
export interface Found {
  asked: string;
  ours: boolean;
  account: { id: number; status: 'active' | 'suspended'; freeBytes: number | null } | null;
  /** Targets of an alias, which takes precedence over the account; null when there is none. */
  targets: string[] | null;
}

/** Returns address keys as the arrays of the rows that OWNER is joined to. */
export function askedRows(keys: readonly string[]): [asked: string[], untagged: string[], domains: string[]] {
  return [[...keys], keys.map((key) => withoutTag(key) ?? key), keys.map(domainOf)];
}

/**
 * SQL that joins q (asked, untagged, domain) to what the address leads to: the account or alias with exactly this name, else the
 * same without its tag, else the catch-all. `al` is null unless it takes precedence over `a`.
 */
export const OWNER = `left join domains d on d.name = q.domain
  left join lateral (
    select id, status, quota_bytes, address from accounts where address in (q.asked, q.untagged)
    order by address = q.asked desc limit 1
  ) a on true
  left join lateral (
    select address,
      case when address = '@' || q.domain and q.asked = 'postmaster@' || q.domain and d.postmaster is not null
        then array[d.postmaster] else targets end as targets
    from (
      select address, targets from aliases where address in (q.asked, q.untagged, '@' || q.domain)
      union all
      select '@' || q.domain, '{}' where q.asked = 'postmaster@' || q.domain and d.postmaster is not null
    ) named
    order by address = q.asked desc, address = q.untagged desc limit 1
  ) al on a.id is null or (a.address <> q.asked and al.address = q.asked)`;

interface Row {
  asked: string;
  ours: boolean;
  account_id: number | null;
  status: 'active' | 'suspended' | null;
  free_bytes: number | null;
  is_alias: boolean;
  targets: string[] | null;
  target_count: number;
}

/**
 * Looks up address keys in one round trip. Returns null, and reads no targets, when their aliases have more than `maxTargets`
 * targets together.
 */
export async function lookUp(
  db: Queryable,
  keys: readonly string[],
  maxTargets: number,
): Promise<Map<string, Found> | null> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'look-up-addresses',
    text: `with found as (
        select q.asked, d.name is not null as ours, a.id as account_id, a.status,
          a.quota_bytes - s.used_bytes as free_bytes, al.address is not null as is_alias, al.targets,
          coalesce(sum(cardinality(al.targets)) over (), 0) as target_count
        from unnest($1::text[], $2::text[], $3::text[]) as q (asked, untagged, domain)
        ${OWNER}
        left join account_state s on s.account_id = a.id
      )
      select asked, ours, account_id, status, free_bytes, is_alias, target_count,
        case when target_count <= $4 then targets end as targets
      from found`,
    values: [...askedRows(keys), maxTargets],
  });
  if ((rows[0]?.target_count ?? 0) > maxTargets) return null;
  return new Map(rows.map((row) => [row.asked, found(row)]));
}

function found(row: Row): Found {
  const { asked, ours, account_id: id, free_bytes: freeBytes, is_alias: isAlias } = row;
  const account = id === null || isAlias ? null : { id, status: row.status ?? 'active', freeBytes };
  return { asked, ours, account, targets: row.targets };
}
