import { createHmac, randomBytes } from 'node:crypto';
import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';
import { checkPassword } from './passwords.ts';

export interface Login {
  /** The account's address. */
  login: string;
  password: string;
  remoteAddress: string;
}

export interface Authenticated {
  accountId: number;
  address: string;
  /** Says which password was proved, without being one: another password, another text. */
  credentials: string;
}

/** Counts failed logins somewhere all services share. Keys are opaque. */
export interface FailureCounter {
  /** Failures counted lately, the highest of the keys. */
  count(keys: readonly string[]): Promise<number>;
  add(keys: readonly string[]): Promise<void>;
}

export interface Authenticator {
  /** Throws authentication-failed, account-suspended, too-many-failures, unavailable. */
  authenticate(login: Login): Promise<Authenticated>;
}

export interface AuthenticatorOptions {
  /** How long a successful check is remembered, ms. */
  rememberMs?: number;
  /** From this many failures on, each further attempt waits. */
  slowAfter?: number;
  /** From this many failures on, attempts are refused until the count expires. */
  refuseAfter?: number;
}

const MAX_REMEMBERED = 20_000;

interface Remembered {
  passwordHash: string;
  until: number;
}

interface AccountRow {
  id: number;
  address: string;
  password_hash: string | null;
  credentials: string;
  status: string;
}

/**
 * Password logins. A success is remembered under a keyed hash that never leaves this process, so that programs which
 * log in every minute cost one indexed read; a changed password or status counts at once. Failures are counted per
 * address and per account, and slow further attempts down; whoever knows the password and was here lately is not
 * slowed by somebody else's guesses.
 */
export function createAuthenticator(
  db: Queryable,
  failures: FailureCounter,
  options: AuthenticatorOptions = {},
): Authenticator {
  const { rememberMs = 300_000, slowAfter = 5, refuseAfter = 100 } = options;
  const key = randomBytes(32);
  const remembered = new Map<string, Remembered>();

  async function authenticate({ login, password, remoteAddress }: Login): Promise<Authenticated> {
    const address = addressKey(login);
    const account = address ? await findByAddress(db, address) : null;
    const token = createHmac('sha256', key).update(`${address}\0${password}`).digest('base64');
    if (!isRemembered(token, account)) {
      const keys = [`address:${remoteAddress}`, `account:${address ?? login.slice(0, 320)}`];
      await slowDown(await failures.count(keys));
      const matches = await checkPassword(account?.password_hash ?? null, password);
      if (!matches || !account) {
        await failures.add(keys);
        throw new MailError('authentication-failed', 'Wrong address or password');
      }
      remember(token, account.password_hash as string);
    }
    if (account?.status !== 'active') throw new MailError('account-suspended', 'The account is suspended');
    return { accountId: account.id, address: account.address, credentials: account.credentials };
  }

  function isRemembered(token: string, account: AccountRow | null): boolean {
    const known = remembered.get(token);
    return known !== undefined && known.until > Date.now() && known.passwordHash === account?.password_hash;
  }

  function remember(token: string, passwordHash: string): void {
    remembered.delete(token);
    remembered.set(token, { passwordHash, until: Date.now() + rememberMs });
    const oldest = remembered.keys().next().value;
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  }

  async function slowDown(count: number): Promise<void> {
    if (count >= refuseAfter) throw new MailError('too-many-failures', 'Too many failed logins, try again later');
    if (count < slowAfter) return;
    const delay = Math.min(250 * 2 ** Math.min(count - slowAfter, 6), 10_000);
    await new Promise((resolve) => setTimeout(resolve, delay));
  }

  return { authenticate };
}

async function findByAddress(db: Queryable, address: string): Promise<AccountRow | null> {
  const { rows } = await db.query<AccountRow & Record<string, unknown>>({
    name: 'find-login',
    text: 'select id, address, password_hash, md5(password_hash) as credentials, status from accounts where address = $1',
    values: [address],
  });
  return rows[0] ?? null;
}
