import type { Queryable } from '@postroom/database';

/** The MTA-STS policy of a domain (RFC 8461 3.2) and its id (3.1). */
export interface KeptStsPolicy {
  readonly id: string;
  readonly mode: 'enforce' | 'testing' | 'none';
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

/** Policies are fetched again at least daily, so that an attacker who blocks a fetch just before the end gains nothing (RFC 8461 10.2). */
const ASK_SECONDS = 86_400;
/** The policy of a domain that got no mail for this long is not fetched again, and ends. */
const USED_DAYS = 30;

const COLUMNS = `policy_id as id, mode, mx, max_age as "maxAgeSeconds"`;

/** Returns the policy of a domain that is still valid, or null. */
export async function readStsPolicy(db: Queryable, domain: string): Promise<KeptStsPolicy | null> {
  const { rows } = await db.query<KeptStsPolicy & { isUsed: boolean } & Record<string, unknown>>({
    name: 'sts-policy',
    text: `select ${COLUMNS}, used_at > now() - interval '1 day' as "isUsed" from sts_policies
      where domain = $1 and ends_at > now()`,
    values: [domain],
  });
  const [row] = rows;
  if (!row) return null;
  const { isUsed, ...policy } = row;
  if (!isUsed) await db.query('update sts_policies set used_at = now() where domain = $1', [domain]);
  return policy;
}

/** Stores the policy that a domain publishes now, for as long as the policy says. */
export async function keepStsPolicy(db: Queryable, domain: string, policy: KeptStsPolicy): Promise<void> {
  const { id, mode, mx, maxAgeSeconds } = policy;
  await db.query(
    `insert into sts_policies (domain, policy_id, mode, mx, max_age, ends_at, ask_at)
     values ($1, $2, $3, $4, $5, now() + $5::int * interval '1 s', now() + least($5::int / 2, ${ASK_SECONDS}) * interval '1 s')
     on conflict (domain) do update set policy_id = excluded.policy_id, mode = excluded.mode, mx = excluded.mx,
       max_age = excluded.max_age, ends_at = excluded.ends_at, ask_at = excluded.ask_at`,
    [domain, id, mode, mx, maxAgeSeconds],
  );
}

/** Returns domains whose policy should be fetched again. No other caller gets them for `againMs`, or after a new policy is stored. */
export async function takeDueStsPolicies(
  db: Queryable,
  limit: number,
  againMs: number,
): Promise<(KeptStsPolicy & { domain: string })[]> {
  const { rows } = await db.query<KeptStsPolicy & { domain: string } & Record<string, unknown>>(
    `update sts_policies set ask_at = now() + $2 * interval '1 ms' where domain in (
       select domain from sts_policies
       where ask_at <= now() and ends_at > now() and used_at > now() - interval '${USED_DAYS} days'
       order by ask_at limit $1 for update skip locked
     ) returning domain, ${COLUMNS}`,
    [limit, againMs],
  );
  return rows;
}

/** Removes policies that have ended. Returns how many. */
export async function trimStsPolicies(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from sts_policies where domain in (select domain from sts_policies where ends_at <= now() limit $1)`,
    [limit],
  );
  return rowCount ?? 0;
}
