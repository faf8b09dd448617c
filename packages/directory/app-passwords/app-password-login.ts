import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { Authenticated } from '../authenticated.ts';
import { authenticated, type LoginAccount } from '../login-account.ts';
import type { LoginTries } from '../login-tries.ts';
import { type AppScope, appCredentials, type FoundAppPassword, findAppPassword, noteUse } from './app-passwords.ts';
import { isSameSecret, readAppSecret } from './secret.ts';

/** An account id that no account has. */
const NOBODY = 0;

/** What an app password is used for, and the network where. */
export interface AppPasswordUse {
  readonly scope: AppScope;
  readonly network: string;
}

interface AppPasswordOptions {
  readonly db: Queryable;
  readonly tries: LoginTries;
  /** Delays the answer when there have been many failures. */
  slowDown(failures: number): Promise<void>;
}

/**
 * Creates the login by app password. It returns null when the password is none of the account's: a password that only looks like an app
 * password is checked and counted like any other. Throws authentication-failed, account-suspended, too-many-failures.
 */
export function createAppPasswordLogin({ db, tries, slowDown }: AppPasswordOptions) {
  /** Asks the database for names that do not exist as well, because the time would reveal them. */
  async function proved(account: LoginAccount | null, password: string, use: AppPasswordUse) {
    const secret = readAppSecret(password);
    if (!secret) return null;
    const found = await findAppPassword(db, account?.id ?? NOBODY, secret.selector, use);
    return found && isSameSecret(found.secretHash, secret.hash) ? found : null;
  }

  async function logIn(
    account: LoginAccount,
    { id, isGood, isStale }: FoundAppPassword,
    use: AppPasswordUse,
  ): Promise<Authenticated> {
    const party = { network: use.network, account: account.address };
    const failures = await tries.begin(party);
    if (!isGood) {
      await slowDown(failures);
      throw new MailError(
        'authentication-failed',
        'This app password is for something else, for another network, or has expired',
      );
    }
    await tries.succeeded(party);
    const login = authenticated({ ...account, credentials: appCredentials(id) });
    if (isStale) await noteUse(db, account.id, id, use);
    return login;
  }

  return async (account: LoginAccount | null, password: string, use: AppPasswordUse): Promise<Authenticated | null> => {
    const found = await proved(account, password, use);
    return account && found ? logIn(account, found, use) : null;
  };
}
