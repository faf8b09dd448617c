import type { Queryable } from '@postroom/database';

/** A domain, or an account (by its address), that has settings of its own. */
export interface ScopeWithOwn {
  readonly scope: string;
  /** Whether it has points or rules of checks. */
  readonly hasSettings: boolean;
  /** The number of rules about senders. */
  readonly senders: number;
  /** Whether it has sending limits. */
  readonly hasLimits: boolean;
}

/** Returns such scopes ordered by name. Scopes whose settings were all reset are left out. */
export async function listScopes(
  db: Queryable,
  { after = '', limit }: { after?: string | undefined; limit: number },
): Promise<ScopeWithOwn[]> {
  const { rows } = await db.query<ScopeWithOwn & Record<string, unknown>>(
    `select * from (
       select coalesce(o.domain, a.address) collate "C" as scope, bool_or(o.what = 'settings') as "hasSettings",
         count(*) filter (where o.what = 'sender') as senders, bool_or(o.what = 'limits') as "hasLimits"
       from (
         select domain, account_id, 'settings' as what from policy_settings
           where num_nonnulls(junk_points, quarantine_points, reject_points, own_senders) > 0 or checks <> '{}'
         union all select domain, account_id, 'sender' from sender_rules where num_nonnulls(domain, account_id) > 0
         union all select domain, account_id, 'limits' from sending_limits
           where num_nonnulls(messages_per_hour, messages_per_day, recipients_per_hour, recipients_per_day) > 0
       ) o left join accounts a on a.id = o.account_id group by 1
     ) listed where scope > $1 order by scope limit $2`,
    [after, limit],
  );
  return rows;
}
