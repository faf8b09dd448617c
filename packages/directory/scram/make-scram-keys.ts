import type { Queryable } from '@postroom/database';
import { openJoinKey } from '../joining/join-key.ts';
import { findLoginAccount } from '../login-account.ts';
import { checkPassword } from '../passwords.ts';
import { keepScramKeys } from './scram-keys.ts';

/**
 * Makes the keys of a password that was set just now, so that a program which takes SCRAM first can log in at once. Where it is another by
 * now, or something fails, there are none: the next login with the password makes them.
 * @param failed is told what failed (reasonOf), and whose password it is
 */
export async function makeScramKeys(
  db: Queryable,
  address: string,
  password: string,
  failed: (reason: string, address: string) => void,
): Promise<void> {
  try {
    const account = await findLoginAccount(db, address);
    if (!account || !(await checkPassword(account.password_hash, password))) return;
    await keepScramKeys(db, await openJoinKey(db, 'scram'), { ...account, password });
  } catch (error) {
    // The password is set.
    failed(reasonOf(error), address);
  }
}

/** An error's name and code alone: what else an error of the database says may have keys in it. */
export function reasonOf(error: unknown): string {
  const { name = 'Error', code = '' } = error as { name?: string; code?: string };
  return `${name} ${code}`.trim();
}
