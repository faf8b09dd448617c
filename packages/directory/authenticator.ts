import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '@postroom/database';
import type { BearerHints, Proving } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';
import {
  type AppScope,
  appCredentials,
  type FoundAppPassword,
  findAppPassword,
  noteUse,
} from './app-passwords/app-passwords.ts';
import { isSameSecret, readAppSecret } from './app-passwords/secret.ts';
import type { Authenticated } from './authenticated.ts';
import { type BearerClaim, createBearerLogin, type TokenIssuer } from './bearer-login.ts';
import { openJoinKey } from './joining/join-key.ts';
import { findLoginAccount, type LoginAccount, type Named } from './login-account.ts';
import type { LoginParty, LoginTries } from './login-tries.ts';
import { checkPassword } from './passwords.ts';
import { reasonOf } from './scram/make-scram-keys.ts';
import { keepScramKeys, readScramKeys, standInKeys } from './scram/scram-keys.ts';
import { standInAddress } from './scram/stand-in-address.ts';

export interface Login {
  /** The account's address, or only its local part. */
  login: string;
  password: string;
  /** The name by which the client addresses this server, if known (SNI, Host). It decides the domain of a login that is only a local part. */
  host?: string | undefined;
  /** What wrong passwords are counted against: an IPv4 address or an IPv6 /64 (addressBlock). */
  network: string;
  /** The scope that an app password must have; without it app passwords are not accepted. */
  scope?: AppScope;
}

/** Counts failures in a place that all services share. Keys are opaque. */
export interface FailureCounter {
  /** Returns the recent failures; of several keys the highest count. */
  count(keys: readonly string[]): Promise<number>;
  add(keys: readonly string[]): Promise<void>;
}

export interface Authenticator {
  /** Checks a password. Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
  authenticate(login: Login): Promise<Authenticated>;
  /** Whether SCRAM is offered: keys for it are kept. */
  readonly hasScram: boolean;
  /** Whether access tokens are accepted. */
  readonly hasTokens: boolean;
  /**
   * Checks a token and returns its owner. A login name that comes with it must be the owner's. Throws as authenticate does, and
   * no-permission when the token is for another purpose.
   */
  bearer(claim: BearerClaim): Promise<Authenticated>;
  /** Returns what programs are told that need another token. */
  tokenHints(scope: AppScope): BearerHints;
  /** Begins a login by SCRAM (RFC 5802). Names that do not exist get keys too. Throws too-many-failures. */
  prove(login: Omit<Login, 'password'>): Promise<Proving<Authenticated>>;
  /**
   * Logs in by a client certificate: as the only account among its addresses, or as the one named by `login`. Throws
   * authentication-failed, account-suspended.
   */
  certified(claim: { addresses: readonly string[]; login: string }): Promise<Authenticated>;
  /** Logs in without a check: a trusted party has already authenticated this login. Throws authentication-failed, account-suspended. */
  vouchedFor(login: Pick<Login, 'login' | 'host'>): Promise<Authenticated>;
}

export interface AuthenticatorOptions {
  /** How long a successful password check is remembered, in ms. */
  rememberMs?: number;
  /** After this many failures, further ones are answered late. */
  slowAfter?: number;
  /** Whether SCRAM keys are made from passwords that were proved. */
  scram?: boolean;
  /** Called when making the keys failed, with the reason and the account's address. */
  keysMissing?: (reason: string, address: string) => void;
  /** Whether access tokens of web-access are accepted instead of a password. */
  tokens?: boolean;
  /** An issuer whose tokens are accepted too. */
  issuer?: TokenIssuer | undefined;
}

const MAX_DELAY_MS = 4_000;
/** How many answers may be delayed at once; further ones are sent without delay. Failures are counted in either case. */
const MAX_DELAYED = 500;
const MAX_REMEMBERED = 20_000;
/** An account id that no account has. */
const NOBODY = 0;

interface Remembered {
  passwordHash: string;
  until: number;
}

/**
 * Creates the authenticator. A success is remembered under a keyed hash that never leaves this process, so a program that logs in every
 * minute costs one indexed read; a changed password or status counts at once. Tries are counted by network, and by network and account, so
 * that guesses of others do not lock out somebody who has logged in lately (decision 0016).
 */
export function createAuthenticator(
  db: Queryable,
  tries: LoginTries,
  options: AuthenticatorOptions = {},
): Authenticator {
  const { rememberMs = 300_000, slowAfter = 5, scram = false, keysMissing, tokens = false, issuer } = options;
  let standInSecret: Promise<Buffer> | undefined;
  const key = randomBytes(32);
  const remembered = new Map<string, Remembered>();
  /** Password checks in progress: a program that opens twenty connections at once has one password checked, not twenty. */
  const underWay = new Map<string, Promise<void>>();
  let delayed = 0;

  function secretOfStandIns(): Promise<Buffer> {
    standInSecret ??= openJoinKey(db, 'scram').catch((error: unknown) => {
      standInSecret = undefined;
      throw error;
    });
    return standInSecret;
  }

  /**
   * Returns the account that a login names, and the address under which its tries are counted, one for all spellings, also of names that do
   * not exist. The database is asked the same whether the account exists or not, because the time would reveal it.
   */
  async function findNamed(login: string, host: string | undefined): Promise<Named> {
    const [account, standIn] = await Promise.all([
      findLoginAccount(db, login, host),
      standInAddress(db, login, host, secretOfStandIns),
    ]);
    return { account, address: account?.address ?? standIn };
  }

  async function authenticate({ login, password, network, host, scope }: Login): Promise<Authenticated> {
    const { account, address } = await findNamed(login, host);
    if (scope) {
      const found = await provedApp(account, password, { scope, network });
      if (account && found) return byAppPassword(account, found, { scope, network });
    }
    const token = createHmac('sha256', key).update(`${address}\0${password}`).digest('base64');
    if (!isRemembered(token, account)) {
      const name = `${network} ${token} ${account?.credentials}`;
      const party = { network, account: address };
      const check = underWay.get(name) ?? prove(party, account, password).finally(() => underWay.delete(name));
      underWay.set(name, check);
      await check;
      remember(token, account?.password_hash as string);
      if (scram && account) {
        // A failure here must not fail the login: only later logins need the keys.
        await secretOfStandIns()
          .then((secret) => keepScramKeys(db, secret, { ...account, password }))
          .catch((error: unknown) => keysMissing?.(reasonOf(error), account.address));
      }
    }
    return authenticated(account);
  }

  /**
   * Returns the account's app password if this is one. For names that do not exist the database is asked as well. A password that only looks
   * like an app password is checked and counted like any other.
   */
  async function provedApp(
    account: LoginAccount | null,
    password: string,
    use: { scope: AppScope; network: string },
  ): Promise<FoundAppPassword | null> {
    const secret = readAppSecret(password);
    if (!secret) return null;
    const found = await findAppPassword(db, account?.id ?? NOBODY, secret.selector, use);
    return found && isSameSecret(found.secretHash, secret.hash) ? found : null;
  }

  async function byAppPassword(
    account: LoginAccount,
    { id, isGood, isStale }: FoundAppPassword,
    use: { scope: AppScope; network: string },
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

  async function proveByKeys({ login, network, host }: Omit<Login, 'password'>): Promise<Proving<Authenticated>> {
    const { account, address } = await findNamed(login, host);
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
  }

  async function certified({ addresses, login }: { addresses: readonly string[]; login: string }) {
    const proved = new Set(addresses.flatMap((address) => addressKey(address) ?? []));
    const named = addressKey(login);
    const wanted = login === '' ? [...proved] : named !== null && proved.has(named) ? [named] : [];
    const found = await Promise.all(wanted.map((address) => findLoginAccount(db, address)));
    const accounts = found.filter((account) => account !== null);
    if (accounts.length === 1) return authenticated(accounts[0] ?? null);
    throw new MailError('authentication-failed', 'The certificate matches no account, or several');
  }

  async function vouchedFor({ login, host }: Pick<Login, 'login' | 'host'>): Promise<Authenticated> {
    const account = await findLoginAccount(db, login, host);
    if (!account) throw new MailError('authentication-failed', 'There is no such account');
    return authenticated(account);
  }

  function authenticated(account: LoginAccount | null): Authenticated {
    if (account?.status !== 'active') throw new MailError('account-suspended', 'The account is suspended');
    return { accountId: account.id, address: account.address, credentials: account.credentials };
  }

  async function prove(party: LoginParty, account: LoginAccount | null, password: string): Promise<void> {
    let failures: number | undefined;
    let matches: boolean;
    try {
      matches = await checkPassword(account?.password_hash ?? null, password, async () => {
        failures = await tries.begin(party);
      });
    } catch (error) {
      if (failures !== undefined) await tries.abandoned(party);
      throw error;
    }
    if (matches) return tries.succeeded(party);
    await slowDown(failures ?? 0);
    throw new MailError('authentication-failed', 'Wrong address or password');
  }

  function isRemembered(token: string, account: LoginAccount | null): boolean {
    const known = remembered.get(token);
    return known !== undefined && known.until > performance.now() && known.passwordHash === account?.password_hash;
  }

  function remember(token: string, passwordHash: string): void {
    remembered.delete(token);
    remembered.set(token, { passwordHash, until: performance.now() + rememberMs });
    const oldest = remembered.keys().next().value;
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  }

  async function slowDown(failures: number): Promise<void> {
    if (failures < slowAfter || delayed >= MAX_DELAYED) return;
    delayed++;
    await sleep(Math.min(250 * 2 ** Math.min(failures - slowAfter, 6), MAX_DELAY_MS));
    delayed--;
  }

  return {
    authenticate,
    hasScram: scram,
    prove: proveByKeys,
    certified,
    vouchedFor,
    hasTokens: tokens || issuer !== undefined,
    bearer: createBearerLogin({ db, findNamed, tries, tokens, issuer, slowDown }),
    tokenHints: (scope) => ({ scope: issuer?.scopeOf(scope), openidConfiguration: issuer?.openidConfiguration }),
  };
}
