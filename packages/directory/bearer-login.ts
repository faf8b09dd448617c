import type { Queryable } from '@postroom/database';
import { isMailError, MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';
import type { AppScope } from './app-passwords/app-passwords.ts';
import type { Authenticated } from './authenticated.ts';
import { issuedCredentials } from './issued-credentials.ts';
import { authenticated, findLoginAccount, type Named } from './login-account.ts';
import type { LoginParty, LoginTries } from './login-tries.ts';
import { authenticateToken } from './sessions/sessions.ts';
import { isOurToken } from './sessions/token.ts';

/** An issuer of tokens that are not ours (packages/issuer). */
export interface TokenIssuer {
  readonly openidConfiguration: string;
  scopeOf(scope: AppScope): string | undefined;
  /** Verifies a token. Throws authentication-failed, no-permission, unavailable. */
  verify(token: string, scope: AppScope): Promise<IssuedLogin>;
  /** Returns the result of a recent successful check of this token; undefined when there was none. */
  lately(token: string, scope: AppScope): IssuedLogin | undefined;
}

export interface IssuedLogin {
  readonly address: string;
  /** When the session ends, in seconds of the Unix epoch. */
  readonly sessionUntil: number;
}

/** A token and the name that it is claimed for; '' means the token's own account. */
export interface BearerClaim {
  readonly login: string;
  readonly token: string;
  readonly host?: string | undefined;
  readonly network: string;
  readonly scope?: AppScope;
}

export interface BearerOptions {
  readonly db: Queryable;
  findNamed(login: string, host: string | undefined): Promise<Named>;
  readonly tries: LoginTries;
  /** Whether access tokens of web-access are accepted. */
  readonly tokens: boolean;
  readonly issuer: TokenIssuer | undefined;
  /** Delays the answer when there have been many failures. */
  slowDown(failures: number): Promise<void>;
}

/** Creates the check of tokens, ours and the issuer's. A bad token counts like a wrong password. */
export function createBearerLogin({ db, findNamed, tries, tokens, issuer, slowDown }: BearerOptions) {
  async function counted(party: LoginParty, check: () => Promise<Authenticated>): Promise<Authenticated> {
    const failures = await tries.begin(party);
    let login: Authenticated;
    try {
      login = await check();
    } catch (error) {
      if (isMailError(error, 'authentication-failed')) await slowDown(failures);
      else await tries.abandoned(party);
      throw error;
    }
    await tries.succeeded(party);
    return login;
  }

  async function byOurs(token: string, isTheirs: (accountId: number) => boolean): Promise<Authenticated> {
    const login = tokens ? await authenticateToken(db, 'access', token) : null;
    if (login && isTheirs(login.accountId)) return login;
    throw new MailError('authentication-failed', 'The token belongs to another account, or tokens are not accepted');
  }

  async function issued(found: IssuedLogin, isTheirs: (accountId: number) => boolean): Promise<Authenticated> {
    const address = addressKey(found.address);
    const account = address === null ? null : await findLoginAccount(db, address);
    if (!account || !isTheirs(account.id)) {
      throw new MailError('authentication-failed', 'The token belongs to another account, or to none on this platform');
    }
    return authenticated({ ...account, credentials: issuedCredentials(found.sessionUntil) });
  }

  return async ({ login, token, network, host, scope }: BearerClaim): Promise<Authenticated> => {
    const named = login === '' ? null : await findNamed(login, host);
    const isTheirs = (accountId: number): boolean => !named || accountId === named.account?.id;
    // Guesses that name no account are counted by network, so that they count against no account.
    const party = { network, account: named?.address ?? `tokens from ${network}` };
    if (!issuer || !scope || isOurToken(token)) return counted(party, () => byOurs(token, isTheirs));
    const lately = issuer.lately(token, scope);
    // A token that was verified a moment ago is no guess and is not counted; remembered passwords are treated the same.
    if (lately) return issued(lately, isTheirs).catch((error: unknown) => counted(party, () => Promise.reject(error)));
    return counted(party, async () => issued(await issuer.verify(token, scope), isTheirs));
  };
}
