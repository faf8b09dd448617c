import type { Queryable } from '@postroom/database';

/** How often owners get a notice about their mail in quarantine. */
export const HELD_NOTICES = ['off', 'daily', 'weekly'] as const;
export type HeldNotices = (typeof HELD_NOTICES)[number];

/** The settings of an account for notices that the platform sends to its owner. */
export interface Notices {
  /** The language that the owner chose; null: notices are in all languages. */
  readonly language: string | null;
  /** Null: the platform's default. */
  readonly held: HeldNotices | null;
}

export async function readNotices(db: Queryable, accountId: number): Promise<Notices> {
  const { rows } = await db.query<Notices & Record<string, unknown>>(
    'select notice_language as language, held_notices as held from accounts where id = $1',
    [accountId],
  );
  return rows[0] ?? { language: null, held: null };
}

/** Changes only the given settings. */
export async function changeNotices(db: Queryable, accountId: number, changes: Partial<Notices>): Promise<void> {
  await db.query(
    `update accounts set notice_language = case when $2 then $3 else notice_language end,
       held_notices = case when $4 then $5 else held_notices end where id = $1`,
    [accountId, changes.language !== undefined, changes.language, changes.held !== undefined, changes.held],
  );
}

/** Records a notice about quarantined mail, in the transaction that writes the notice. Returns false when another process was first. */
export async function noteHeldTold(db: Queryable, accountId: number, toldBefore: Date | null): Promise<boolean> {
  const { rowCount } = await db.query(
    `update accounts set held_told_at = date_trunc('milliseconds', now())
     where id = $1 and held_told_at is not distinct from $2`,
    [accountId, toldBefore],
  );
  return rowCount === 1;
}
