import { createHmac, randomBytes } from 'node:crypto';
import type { Queryable } from '@postroom/database';
import { type ScramKeys, scramKeys } from '@postroom/sasl';

/**
 * RFC 7677 4 asks for at least 4,096; this takes about 10 ms. A change would show at once for names that do not exist, but for accounts only
 * with their next keys, and so reveal which exist (decision 0475).
 */
const ITERATIONS = 20_000;
const SALT_BYTES = 16;

/** SCRAM keys of an account, with the credentials of the password that they were made from. */
interface KeptKeys {
  readonly keys: ScramKeys;
  readonly credentials: string;
}

interface Row {
  salt: Buffer;
  iterations: number;
  stored_key: Buffer;
  server_key: Buffer;
  credentials: string;
}

/** Returns the newest keys of the account with this address; null when there are no keys or no such account. */
export async function readScramKeys(db: Queryable, address: string): Promise<KeptKeys | null> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'scram-keys',
    text: `select k.salt, k.iterations, k.stored_key, k.server_key, k.credentials
      from accounts a join scram_keys k on k.account_id = a.id where a.address = $1`,
    values: [address],
  });
  const [row] = rows;
  if (!row) return null;
  const { salt, iterations, stored_key: storedKey, server_key: serverKey, credentials } = row;
  return { keys: { salt, iterations, storedKey, serverKey }, credentials };
}

/**
 * Makes keys for a password that was just proved or set, unless they exist. No keys are made when SASLprep refuses the password, or when
 * it has been changed in the meantime.
 * @param secret see standInKeys
 */
export async function keepScramKeys(
  db: Queryable,
  secret: Buffer,
  account: { address: string; credentials: string; password: string },
): Promise<void> {
  const { address, credentials, password } = account;
  const kept = await readScramKeys(db, address);
  if (kept?.credentials === credentials) return;
  const { salt, iterations } = kept?.keys ?? challengeOf(secret, address);
  const keys = await scramKeys(password, salt, iterations).catch((error: unknown) => {
    if (error instanceof RangeError) return null;
    throw error;
  });
  if (!keys) return;
  await db.query(
    `insert into scram_keys (account_id, credentials, salt, iterations, stored_key, server_key)
     select id, $2, $3, $4, $5, $6 from accounts where address = $1 and md5(password_hash) = $2
     on conflict (account_id) do update set credentials = excluded.credentials, salt = excluded.salt,
       iterations = excluded.iterations, stored_key = excluded.stored_key, server_key = excluded.server_key`,
    [address, credentials, keys.salt, keys.iterations, keys.storedKey, keys.serverKey],
  );
}

/**
 * Returns keys that no password matches. Salt and iterations, which strangers see, must be the same for an address whether or not it has an
 * account, before its first login and after a new password: any difference would reveal the account (RFC 5802 9).
 * @param secret shared by all services; salts are derived from it
 * @param kept keys of an earlier password of the account
 */
export function standInKeys(secret: Buffer, address: string, kept: KeptKeys | null): ScramKeys {
  const made = challengeOf(secret, address);
  const { salt, iterations } = kept?.keys ?? made;
  return { salt, iterations, storedKey: randomBytes(32), serverKey: randomBytes(32) };
}

function challengeOf(secret: Buffer, address: string): Pick<ScramKeys, 'salt' | 'iterations'> {
  const salt = createHmac('sha256', secret).update(`salt\0${address}`).digest().subarray(0, SALT_BYTES);
  return { salt, iterations: ITERATIONS };
}
