import type { Queryable } from '@postroom/database';
import { addressKey, domainOf, withoutTag } from './address-key.ts';

/** One place a recipient's mail goes to. */
export type Target =
  | { kind: 'account'; accountId: number; address: string; status: 'active' | 'suspended'; freeBytes: number | null }
  | { kind: 'forward'; address: string };

export type Resolution =
  /** The domain is not one of ours. */
  | { kind: 'elsewhere'; domain: string }
  /** Our domain, nobody there. */
  | { kind: 'unknown' }
  | { kind: 'targets'; targets: Target[] };

const MAX_DEPTH = 10;
const MAX_TARGETS = 1000;

interface LookupRow {
  asked: string;
  ours: boolean;
  account_id: number | null;
  status: 'active' | 'suspended' | null;
  free_bytes: number | null;
  targets: string[] | null;
}

/**
 * Where mail for an address goes: the account or alias of that name, then the same without its `+tag`, then the
 * domain's catch-all. Aliases of aliases are followed, 10 deep and to 1,000 targets at most; what goes round in a
 * circle is taken once.
 */
export async function resolveRecipient(db: Queryable, address: string): Promise<Resolution> {
  const first = addressKey(address);
  if (!first) return literalDomain(address) ?? { kind: 'unknown' };
  const seen = new Set<string>();
  const targets = new Map<string, Target>();
  let wanted = [first];
  for (let depth = 0; depth < MAX_DEPTH && wanted.length > 0; depth++) {
    const found = await lookUp(db, wanted);
    const next: string[] = [];
    for (const asked of wanted) {
      seen.add(asked);
      const hit = found.get(asked);
      if (!hit?.ours) {
        if (depth === 0) return { kind: 'elsewhere', domain: domainOf(first) };
        targets.set(asked, { kind: 'forward', address: asked });
      } else if (hit.account_id !== null) {
        targets.set(`${hit.account_id}`, accountTarget(asked, hit));
      } else if (hit.targets) {
        next.push(...hit.targets.filter((target) => !seen.has(target)));
      } else if (depth === 0) {
        return { kind: 'unknown' };
      }
      if (targets.size > MAX_TARGETS) break;
    }
    wanted = [...new Set(next)].slice(0, MAX_TARGETS);
  }
  return targets.size > 0 ? { kind: 'targets', targets: [...targets.values()] } : { kind: 'unknown' };
}

/** `user@[192.0.2.1]` (RFC 5321 4.1.3): no domain of ours is named so. */
function literalDomain(address: string): Resolution | null {
  const domain = /@(\[[^\]\s]+\])$/.exec(address)?.[1];
  return domain ? { kind: 'elsewhere', domain } : null;
}

function accountTarget(address: string, row: LookupRow): Target {
  return {
    kind: 'account',
    accountId: row.account_id as number,
    address,
    status: row.status ?? 'active',
    freeBytes: row.free_bytes,
  };
}

async function lookUp(db: Queryable, keys: string[]): Promise<Map<string, LookupRow>> {
  const { rows } = await db.query<LookupRow & Record<string, unknown>>({
    name: 'resolve-recipients',
    text: `select q.asked, d.name is not null as ours, a.id as account_id, a.status,
        a.quota_bytes - s.used_bytes as free_bytes, al.targets
      from unnest($1::text[], $2::text[], $3::text[]) as q (asked, untagged, domain)
      left join domains d on d.name = q.domain
      left join lateral (
        select id, status, quota_bytes, address from accounts where address in (q.asked, q.untagged)
        order by address = q.asked desc limit 1
      ) a on true
      left join account_state s on s.account_id = a.id
      left join lateral (
        select targets, address from aliases where address in (q.asked, q.untagged, '@' || q.domain)
        order by address = q.asked desc, address = q.untagged desc limit 1
      ) al on a.id is null or (a.address <> q.asked and al.address = q.asked)`,
    values: [keys, keys.map((key) => withoutTag(key) ?? key), keys.map(domainOf)],
  });
  // An alias of exactly this address goes before the account that its untagged form names.
  return new Map(rows.map((row) => [row.asked, row.targets && row.account_id ? { ...row, account_id: null } : row]));
}
