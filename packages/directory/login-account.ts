import type { Queryable } from '@postroom/database';
import { saslPrep } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { addressKey, domainOf } from './address-key.ts';
import type { Authenticated } from './authenticated.ts';
import { domainsIn } from './domains-in.ts';

/** What a login is checked against. */
export interface LoginAccount {
  id: number;
  address: string;
  password_hash: string | null;
  credentials: string;
  status: string;
}

/** The account that a login names, and the address under which its tries are counted. */
export interface Named {
  readonly account: LoginAccount | null;
  /** The account's address; for a name that does not exist, an address that it could have (standInAddress). */
  readonly address: string;
}

/** Returns the login of an account whose owner is proved. Throws account-suspended. */
export function authenticated(account: LoginAccount | null): Authenticated {
  if (account?.status !== 'active') throw new MailError('account-suspended', 'The account is suspended');
  return { accountId: account.id, address: account.address, credentials: account.credentials };
}

type Row = LoginAccount & Record<string, unknown>;

const COLUMNS = 'id, address, password_hash, md5(password_hash) as credentials, status';

/** Stands in for the domain when a name has none. */
const NO_DOMAIN = 'none.invalid';

/**
 * Finds the account that a login names, by its address or by its local part alone (decision 0050). A local part means the account in the
 * domain that contains the client's name for this server (`mail.example.org`), or else the only account that has it. Null when there is
 * none, or more than one. If nothing is found, the login is tried again as RFC 4013 prepares it, because a client may have prepared it too:
 * full-width letters, invisible characters.
 */
export async function findLoginAccount(db: Queryable, login: string, host?: string): Promise<LoginAccount | null> {
  const found = await findByName(db, login, host);
  if (found) return found;
  const prepared = saslPrep(login)?.trim() ?? login;
  return prepared === login.normalize('NFC') ? null : findByName(db, prepared, host);
}

async function findByName(db: Queryable, login: string, host: string | undefined): Promise<LoginAccount | null> {
  const address = addressKey(login);
  if (address !== null) return findByAddress(db, address);
  const local = localKey(login);
  return local === null ? null : findByLocalPart(db, local, domainsIn(host ?? ''));
}

async function findByAddress(db: Queryable, address: string): Promise<LoginAccount | null> {
  const { rows } = await db.query<Row>({
    name: 'find-login',
    text: `select ${COLUMNS} from accounts where address = $1`,
    values: [address],
  });
  return rows[0] ?? null;
}

async function findByLocalPart(db: Queryable, local: string, domains: string[]): Promise<LoginAccount | null> {
  const { rows } = await db.query<Row & { named: boolean }>({
    name: 'find-bare-login',
    text: `(select ${COLUMNS}, true as named from accounts where address = any($1) order by length(domain) desc limit 1)
      union all
      (select ${COLUMNS}, false from accounts where left(address, -1 - length(domain)) = $2 limit 2)`,
    values: [domains.map((domain) => `${local}@${domain}`), local],
  });
  const named = rows.find((row) => row.named);
  return named ?? (rows.length === 1 ? (rows[0] ?? null) : null);
}

/** Returns a local part as it stands in address keys; null when it is not one. */
export function localKey(login: string): string | null {
  const key = addressKey(`${login}@${NO_DOMAIN}`);
  return key !== null && domainOf(key) === NO_DOMAIN ? key.slice(0, -1 - NO_DOMAIN.length) : null;
}
