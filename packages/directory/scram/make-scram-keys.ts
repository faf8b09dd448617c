import type { Queryable } from '@postroom/database';
import { openJoinKey } from '../joining/join-key.ts';
import { findLoginAccount } from '../login-account.ts';
import { checkPassword } from '../passwords.ts';
import { keepScramKeys } from './scram-keys.ts';

/**
 * Makes SCRAM keys for a password that was just set, so that a program that tries SCRAM first can log in at once. If the password has changed
 * again or something fails, no keys are made; the next login with the password makes them.
 * @param failed gets what failed (reasonOf) and the account's address
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
    // Not thrown: the password has been set.
    failed(reasonOf(error), address);
  }
}

/** Returns only the error's name and code: the rest of a database error may contain keys. */
export function reasonOf(error: unknown): string {
  const { name = 'Error', code = '' } = error as { name?: string; code?: string };
  return `${name} ${code}`.trim();
}
