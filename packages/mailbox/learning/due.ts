import type { Queryable } from '@postroom/database';

/** An account whose Junk has changed since it was last looked at. */
export interface DueAccount {
  readonly accountId: number;
  readonly junkId: number;
  /** The modseq up to which changes were looked at before, and the one up to which they are now. */
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
