import type { Queryable } from '@postroom/database';

/** Shares of the quota: from ALMOST on an account is almost full; below ROOM it has room again. */
const ALMOST = 0.9;
const ROOM = 0.8;

export interface AlmostFull {
  readonly accountId: number;
  readonly address: string;
  /** The language that its owner chose; null when it is not known. */
  readonly language: string | null;
  /** Octets. */
  readonly used: number;
  readonly quota: number;
}

/** Returns up to `limit` almost full accounts whose owners were not told, in random order so that none always comes first. */
export async function almostFull(db: Queryable, limit: number): Promise<AlmostFull[]> {
  const { rows } = await db.query<AlmostFull & Record<string, unknown>>(
    `select a.id as "accountId", a.address, a.notice_language as language, s.used_bytes as used, a.quota_bytes as quota
     from accounts a join account_state s on s.account_id = a.id
     where a.quota_bytes is not null and a.space_noticed_at is null and a.status = 'active'
       and s.used_bytes >= a.quota_bytes * ${ALMOST} order by random() limit $1`,
    [limit],
  );
  return rows;
}

/** Notes that the owner is told, in the transaction that writes the notice. Returns false when another process was first. */
export async function noteSpaceTold(db: Queryable, accountId: number): Promise<boolean> {
  const { rowCount } = await db.query(
    'update accounts set space_noticed_at = now() where id = $1 and space_noticed_at is null',
    [accountId],
  );
  return rowCount === 1;
}

/** Forgets that owners were told once they have room again, so that they are told the next time. */
export async function forgetSpaceTold(db: Queryable): Promise<void> {
  await db.query(
    `update accounts a set space_noticed_at = null from account_state s
     where a.space_noticed_at is not null and s.account_id = a.id
       and (a.quota_bytes is null or s.used_bytes < a.quota_bytes * ${ROOM})`,
  );
}
