import type { Queryable } from '@postroom/database';
import { openJoinKey } from '../joining/join-key.ts';
import { findLoginAccount } from '../login-account.ts';
import { checkPassword } from '../passwords.ts';
import { keepScramKeys } from './scram-keys.ts';

/**
 * Makes the keys of a password that was set just now, so that a program which takes SCRAM first can log in at once. Where it is another by
 * now, or something fails, there are none: the next login with the password makes them.
 */
export async function makeScramKeys(db: Queryable, address: string, password: string): Promise<void> {
  try {
    const account = await findLoginAccount(db, address);
    if (!account || !(await checkPassword(account.password_hash, password))) return;
    await keepScramKeys(db, await openJoinKey(db, 'scram'), { ...account, password });
  } catch {
    // The password is set.
  }
}
