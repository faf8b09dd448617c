import { createBatcher, type Queryable } from '@postroom/database';
import type { Scope } from './scope.ts';

/** What happens to mail from strangers that uses an address of ours and does not prove that it comes from there. */
export type OwnSenders = 'refuse' | 'accept';

/** Settings of a domain or an account that differ from the platform's. */
export interface PolicySettings {
  /** Points from which mail is junk, quarantined, or rejected; null: as the surrounding scope has it. */
  junkPoints: number | null;
  /** 0: no mail is quarantined for its points. */
  quarantinePoints: number | null;
  rejectPoints: number | null;
  /** The rules of single checks, by their names. */
  checks: Record<string, string>;
  /** Only domains have it. */
  ownSenders: OwnSenders | null;
}

export const NO_POLICY_SETTINGS: PolicySettings = {
  junkPoints: null,
  quarantinePoints: null,
  rejectPoints: null,
  checks: {},
  ownSenders: null,
};

export async function readPolicySettings(db: Queryable, { domain, accountId }: Scope): Promise<PolicySettings> {
  const { rows } = await db.query<PolicySettings & Record<string, unknown>>(
    `select junk_points as "junkPoints", quarantine_points as "quarantinePoints", reject_points as "rejectPoints", checks,
       own_senders as "ownSenders"
     from policy_settings
     where domain is not distinct from $1 and account_id is not distinct from $2`,
    [domain, accountId],
  );
  return rows[0] ?? NO_POLICY_SETTINGS;
}

export async function putPolicySettings(
  db: Queryable,
  { domain, accountId }: Scope,
  { junkPoints, quarantinePoints, rejectPoints, checks, ownSenders }: PolicySettings,
): Promise<void> {
  await db.query(
    `insert into policy_settings (domain, account_id, junk_points, quarantine_points, reject_points, checks, own_senders)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (domain, account_id) do update set junk_points = excluded.junk_points,
       quarantine_points = excluded.quarantine_points,
       reject_points = excluded.reject_points, checks = excluded.checks, own_senders = excluded.own_senders`,
    [domain, accountId, junkPoints, quarantinePoints, rejectPoints, JSON.stringify(checks), ownSenders],
  );
}

/**
 * Returns a function that finds those of some domain names that are ours and whose addresses strangers may not use without proof.
 * Questions of concurrent messages share one query.
 * @param platform the setting of domains that have none
 */
export function closedToStrangers(
  db: Queryable,
  platform: OwnSenders,
): (names: readonly string[]) => Promise<readonly string[]> {
  const batcher = createBatcher<readonly string[], readonly string[]>({ maxItems: 500 }, async (questions) => {
    const { rows } = await db.query<{ name: string }>({
      name: 'closed-to-strangers',
      text: `select d.name from domains d left join policy_settings p on p.domain = d.name
        where d.name = any($1) and coalesce(p.own_senders, $2) = 'refuse'`,
      values: [[...new Set(questions.flat())], platform],
    });
    const closed = new Set(rows.map(({ name }) => name));
    return questions.map((names) => names.filter((name) => closed.has(name)));
  });
  return async (names) => (names.length === 0 ? [] : batcher.add(names));
}

/** The settings and rules that apply to an account's mail. */
export interface AccountPolicy {
  readonly accountId: number;
  /** Nearest first: the account's, its domain's. */
  readonly settings: readonly Omit<PolicySettings, 'ownSenders'>[];
  /** Nearest first: the account's, its domain's, the platform's. */
  readonly rules: readonly (readonly { readonly rule: 'always' | 'never'; readonly pattern: string }[])[];
}

/** Returns the settings and rules for these accounts in one query. Accounts that are gone get the platform's. */
export async function readAccountPolicies(db: Queryable, accountIds: readonly number[]): Promise<AccountPolicy[]> {
  const { rows } = await db.query<AccountPolicy & Record<string, unknown>>({
    name: 'account-policies',
    text: `select q.id as "accountId",
        array(select json_build_object('junkPoints', p.junk_points, 'quarantinePoints', p.quarantine_points,
            'rejectPoints', p.reject_points, 'checks', p.checks)
          from policy_settings p where p.account_id = q.id or p.domain = a.domain
          order by p.account_id is null) as settings,
        array[
          (select coalesce(json_agg(json_build_object('rule', r.rule, 'pattern', r.pattern)), '[]')
            from sender_rules r where r.account_id = q.id),
          (select coalesce(json_agg(json_build_object('rule', r.rule, 'pattern', r.pattern)), '[]')
            from sender_rules r where r.domain = a.domain),
          (select coalesce(json_agg(json_build_object('rule', r.rule, 'pattern', r.pattern)), '[]')
            from sender_rules r where r.domain is null and r.account_id is null)
        ] as rules
      from unnest($1::bigint[]) as q (id) left join accounts a on a.id = q.id`,
    values: [[...accountIds]],
  });
  return rows;
}
