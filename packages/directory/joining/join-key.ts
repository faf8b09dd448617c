import { randomBytes } from 'node:crypto';
import type { Queryable } from '@postroom/database';

/** Returns a secret that all services share, created on first use: it signs challenges of joining, or makes salts for unknown logins (`scram`). */
export async function openJoinKey(db: Queryable, name: 'challenges' | 'scram' = 'challenges'): Promise<Buffer> {
  await db.query('insert into join_keys (name, secret) values ($1, $2) on conflict (name) do nothing', [
    name,
    randomBytes(32),
  ]);
  const { rows } = await db.query<{ secret: Buffer }>('select secret from join_keys where name = $1', [name]);
  return rows[0]?.secret as Buffer;
}
