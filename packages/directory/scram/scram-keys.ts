import { createHmac, randomBytes } from 'node:crypto';
import type { Queryable } from '@postroom/database';
import { type ScramKeys, scramKeys } from '@postroom/sasl';

/** RFC 7677 4 wants 4,096 at least; about 10 ms. */
const ITERATIONS = 20_000;
const SALT_BYTES = 16;

interface Row {
  salt: Buffer;
  iterations: number;
  stored_key: Buffer;
  server_key: Buffer;
}

/** Those of the password that an account has now; null: none were made of it yet. */
export async function readScramKeys(db: Queryable, accountId: number, credentials: string): Promise<ScramKeys | null> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'scram-keys',
    text: `select salt, iterations, stored_key, server_key from scram_keys where account_id = $1 and credentials = $2`,
    values: [accountId, credentials],
  });
  const [row] = rows;
  return row
    ? { salt: row.salt, iterations: row.iterations, storedKey: row.stored_key, serverKey: row.server_key }
    : null;
}

/** Makes those of a password that was proved just now, unless they are there. A password that SASLprep refuses has none. */
export async function keepScramKeys(
  db: Queryable,
  { accountId, credentials, password }: { accountId: number; credentials: string; password: string },
): Promise<void> {
  const { rowCount } = await db.query('select 1 from scram_keys where account_id = $1 and credentials = $2', [
    accountId,
    credentials,
  ]);
  if (rowCount) return;
  const keys = await scramKeys(password, randomBytes(SALT_BYTES), ITERATIONS).catch((error: unknown) => {
    if (error instanceof RangeError) return null;
    throw error;
  });
  if (!keys) return;
  await db.query(
    `insert into scram_keys (account_id, credentials, salt, iterations, stored_key, server_key)
     select id, $2, $3, $4, $5, $6 from accounts where id = $1
     on conflict (account_id) do update set credentials = excluded.credentials, salt = excluded.salt,
       iterations = excluded.iterations, stored_key = excluded.stored_key, server_key = excluded.server_key`,
    [accountId, credentials, keys.salt, keys.iterations, keys.storedKey, keys.serverKey],
  );
}

/** Keys that nobody has the password of, with the same salt whenever the same name is asked for (RFC 5802 9). */
export function standInKeys(secret: Buffer, name: string): ScramKeys {
  const of = (what: string): Buffer => createHmac('sha256', secret).update(`${what}\0${name}`).digest();
  const salt = of('salt').subarray(0, SALT_BYTES);
  return { salt, iterations: ITERATIONS, storedKey: randomBytes(32), serverKey: randomBytes(32) };
}
