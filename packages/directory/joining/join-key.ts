import { randomBytes } from 'node:crypto';
import type { Queryable } from '@postroom/database';

/** What the platform signs challenges with, which whoever comes first makes. */
export async function openJoinKey(db: Queryable): Promise<Buffer> {
  await db.query(`insert into join_keys (name, secret) values ('challenges', $1) on conflict (name) do nothing`, [
    randomBytes(32),
  ]);
  const { rows } = await db.query<{ secret: Buffer }>(`select secret from join_keys where name = 'challenges'`);
  return rows[0]?.secret as Buffer;
}
