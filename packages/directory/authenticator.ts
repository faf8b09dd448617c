import type { Queryable } from '@postroom/database';
import type { BearerHints, Proving } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';
import { createAppPasswordLogin } from './app-passwords/app-password-login.ts';
import type { AppScope } from './app-passwords/app-passwords.ts';
import type { Authenticated } from './authenticated.ts';
import { type BearerClaim, createBearerLogin, type TokenIssuer } from './bearer-login.ts';
import { openJoinKey } from './joining/join-key.ts';
import { authenticated, findLoginAccount, type LoginAccount, type Named } from './login-account.ts';
import type { LoginParty, LoginTries } from './login-tries.ts';
import { checkPassword } from './passwords.ts';
import { RememberedPasswords } from './remembered-passwords.ts';
import { reasonOf } from './scram/make-scram-keys.ts';
import { keepScramKeys } from './scram/scram-keys.ts';
import { createScramLogin } from './scram/scram-login.ts';
import { standInAddress } from './scram/stand-in-address.ts';
import { createSlowDown } from './slow-down.ts';

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

/**
 * Creates the authenticator. A success is remembered, so a program that logs in every minute costs one indexed read; a changed password or
 * status counts at once. Tries are counted by network, and by network and account, so that guesses of others do not lock out somebody who
 * has logged in lately (decision 0016).
 */
export function createAuthenticator(
  db: Queryable,
  tries: LoginTries,
  options: AuthenticatorOptions = {},
): Authenticator {
  const { rememberMs = 300_000, slowAfter = 5, scram = false, keysMissing, tokens = false, issuer } = options;
  const remembered = new RememberedPasswords(rememberMs);
  const slowDown = createSlowDown(slowAfter);
  let standInSecret: Promise<Buffer> | undefined;
  /** Password checks in progress: a program that opens twenty connections at once has one password checked, not twenty. */
  const underWay = new Map<string, Promise<void>>();

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

  const byAppPassword = createAppPasswordLogin({ db, tries, slowDown });
  const byKeys = createScramLogin({ db, tries, secretOfStandIns, slowDown });

  async function authenticate({ login, password, network, host, scope }: Login): Promise<Authenticated> {
    const { account, address } = await findNamed(login, host);
    const byApp = scope ? await byAppPassword(account, password, { scope, network }) : null;
    if (byApp) return byApp;
    const token = remembered.tokenOf(address, password);
    if (!remembered.has(token, account?.password_hash)) {
      const name = `${network} ${token} ${account?.credentials}`;
      const party = { network, account: address };
      const check = underWay.get(name) ?? prove(party, account, password).finally(() => underWay.delete(name));
      underWay.set(name, check);
      await check;
      remembered.add(token, account?.password_hash as string);
      if (scram && account) {
        // A failure here must not fail the login: only later logins need the keys.
        await secretOfStandIns()
          .then((secret) => keepScramKeys(db, secret, { ...account, password }))
          .catch((error: unknown) => keysMissing?.(reasonOf(error), account.address));
      }
    }
    return authenticated(account);
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

  return {
    authenticate,
    hasScram: scram,
    prove: async ({ login, network, host }) => byKeys(await findNamed(login, host), network),
    certified: (claim) => byCertificate(db, claim),
    async vouchedFor({ login, host }) {
      const account = await findLoginAccount(db, login, host);
      if (!account) throw new MailError('authentication-failed', 'There is no such account');
      return authenticated(account);
    },
    hasTokens: tokens || issuer !== undefined,
    bearer: createBearerLogin({ db, findNamed, tries, tokens, issuer, slowDown }),
    tokenHints: (scope) => ({ scope: issuer?.scopeOf(scope), openidConfiguration: issuer?.openidConfiguration }),
  };
}

async function byCertificate(
  db: Queryable,
  { addresses, login }: { addresses: readonly string[]; login: string },
): Promise<Authenticated> {
  const proved = new Set(addresses.flatMap((address) => addressKey(address) ?? []));
  const named = addressKey(login);
  const wanted = login === '' ? [...proved] : named !== null && proved.has(named) ? [named] : [];
  const found = await Promise.all(wanted.map((address) => findLoginAccount(db, address)));
  const accounts = found.filter((account) => account !== null);
  if (accounts.length === 1) return authenticated(accounts[0] ?? null);
  throw new MailError('authentication-failed', 'The certificate matches no account, or several');
}
