import type { Queryable } from '@postroom/database';

/** An account in whose Junk something happened since it was last looked at. */
export interface DueAccount {
  readonly accountId: number;
  readonly junkId: number;
  /** What happened after this modseq was not looked at, and what happened until `until` will be. */
  readonly after: number;
  readonly until: number;
}

export async function accountsToLearn(db: Queryable, limit: number): Promise<DueAccount[]> {
  const { rows } = await db.query<DueAccount & Record<string, unknown>>(
    `select m.account_id as "accountId", m.id as "junkId", coalesce(f.modseq, 0) as after, m.highest_modseq as until
     from mailboxes m left join filter_states f on f.account_id = m.account_id
     where m.special_use = '\\Junk' and m.highest_modseq > coalesce(f.modseq, 1) limit $1`,
    [limit],
  );
  return rows;
}
