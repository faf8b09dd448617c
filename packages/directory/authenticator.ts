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
  /** The account's address, or what stands before its @. */
  login: string;
  password: string;
  /** The name by which the client knows this server, where it told it (SNI, Host): says whose local part is meant. */
  host?: string | undefined;
  /** Whom wrong passwords are counted against: an IPv4 address, an IPv6 /64 (addressBlock). */
  network: string;
  /** What an app password has to be for; without it none is taken. */
  scope?: AppScope;
}

/** Counts failures somewhere all services share. Keys are opaque. */
export interface FailureCounter {
  /** Failures counted lately, the highest of the keys. */
  count(keys: readonly string[]): Promise<number>;
  add(keys: readonly string[]): Promise<void>;
}

export interface Authenticator {
  /** Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
  authenticate(login: Login): Promise<Authenticated>;
  /** Whether there are keys for SCRAM: then it is offered. */
  readonly hasScram: boolean;
  /** Whether access tokens are taken. */
  readonly hasTokens: boolean;
  /**
   * Whose token it is; a name that comes with it has to be that one's. Throws as authenticate does, and no-permission where the token is
   * for something else.
   */
  bearer(claim: BearerClaim): Promise<Authenticated>;
  /** What programs are told that need another token. */
  tokenHints(scope: AppScope): BearerHints;
  /** Begins a try by proof (RFC 5802). Of who is not here there are keys too. Throws too-many-failures. */
  prove(login: Omit<Login, 'password'>): Promise<Proving<Authenticated>>;
  /**
   * Whose certificate it is: of the one account among its addresses, or of the one that is named. Throws authentication-failed,
   * account-suspended.
   */
  certified(claim: { addresses: readonly string[]; login: string }): Promise<Authenticated>;
  /** Whom one says has logged in who is trusted to have seen it. Throws authentication-failed, account-suspended. */
  vouchedFor(login: Pick<Login, 'login' | 'host'>): Promise<Authenticated>;
}

export interface AuthenticatorOptions {
  /** How long a successful check is remembered, ms. */
  rememberMs?: number;
  /** From this many failures on, further ones are answered late. */
  slowAfter?: number;
  /** Keys for SCRAM are made of passwords that were proved. */
  scram?: boolean;
  /** Told when that failed, and whose password it is. */
  keysMissing?: (reason: string, address: string) => void;
  /** Access tokens of web-access are taken where a password is. */
  tokens?: boolean;
  /** Whose tokens are taken too. */
  issuer?: TokenIssuer | undefined;
}

const MAX_DELAY_MS = 4_000;
/** Answers that wait at once; more do not wait. That guesses are counted does not depend on it. */
const MAX_DELAYED = 500;
const MAX_REMEMBERED = 20_000;
/** An id that no account has. */
const NOBODY = 0;

interface Remembered {
  passwordHash: string;
  until: number;
}

/**
 * Password logins. A success is remembered under a keyed hash that never leaves this process, so that programs which
 * log in every minute cost one indexed read; a changed password or status counts at once. Tries are counted by network
 * and by network and account; what others guess at an account does not keep out who was here lately (decision 0016).
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
  /** A program that opens twenty connections at once tries one password, not twenty. */
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
   * The account that a login names, and the address that its tries count for: all spellings of one together, of nobody's too. The same is
   * asked of the database whether there is an account or not, or the time that it takes would tell.
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
        // A login does not fail for want of what only later ones need.
        await secretOfStandIns()
          .then((secret) => keepScramKeys(db, secret, { ...account, password }))
          .catch((error: unknown) => keysMissing?.(reasonOf(error), account.address));
      }
    }
    return authenticated(account);
  }

  /**
   * The app password that this is, if the account has it; of nobody it is asked for as well. What only looks like one is checked, and
   * counted, as any password.
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
      throw new MailError('authentication-failed', 'The app password is not for this, not from here, or has ended');
    }
    await tries.succeeded(party);
    const login = authenticated({ ...account, credentials: appCredentials(id) });
    if (isStale) await noteUse(db, account.id, id, use);
    return login;
  }

  async function proveByKeys({ login, network, host }: Omit<Login, 'password'>): Promise<Proving<Authenticated>> {
    const { account, address } = await findNamed(login, host);
    // A name that could be that of several has the salt of one of them, as that of nobody has, and opens nothing.
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
    throw new MailError('authentication-failed', 'The certificate is of no account here, or of several');
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
