import type { Queryable } from '@postroom/database';
import type { Proving } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import type { Authenticated } from '../authenticated.ts';
import { authenticated, type Named } from '../login-account.ts';
import type { LoginTries } from '../login-tries.ts';
import { readScramKeys, standInKeys } from './scram-keys.ts';

interface ScramOptions {
  readonly db: Queryable;
  readonly tries: LoginTries;
  /** The secret from which names that do not exist get their keys. */
  secretOfStandIns(): Promise<Buffer>;
  /** Delays the answer when there have been many failures. */
  slowDown(failures: number): Promise<void>;
}

/** Creates the login by SCRAM (RFC 5802). Names that do not exist get keys too. Throws too-many-failures. */
export function createScramLogin({ db, tries, secretOfStandIns, slowDown }: ScramOptions) {
  return async ({ account, address }: Named, network: string): Promise<Proving<Authenticated>> => {
    // An ambiguous name gets the salt of one of its accounts, just like a name that does not exist; no password opens it.
    const [kept, secret] = await Promise.all([readScramKeys(db, address), secretOfStandIns()]);
    const own = kept && kept.credentials === account?.credentials ? kept.keys : null;
    const party = { network, account: address };
    const failures = await tries.begin(party);
    return {
      keys: own ?? standInKeys(secret, address, kept),
      async finish(isRight) {
        if (!isRight || !own) {
          await slowDown(failures);
          throw new MailError('authentication-failed', 'Wrong address or password');
        }
        await tries.succeeded(party);
        return authenticated(account);
      },
      abandon: () => tries.abandoned(party),
    };
  };
}
