import type { Queryable } from '@postroom/database';

/** Forgets expunged uids after this long; a session that was away longer resynchronises in full (RFC 7162 5). */
export async function trimTombstones(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from expunged_entries where expunged_at < $1', [before]);
  return rowCount ?? 0;
}
