import { isIP } from 'node:net';
import { type Pool, type Queryable, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { MAX_NETWORKS, networkOf } from './networks.ts';
import { type AppSecret, newAppSecret } from './secret.ts';

/** What a program may do with an app password: send by SMTP, or read and change mail by one of the other protocols. */
export const APP_SCOPES = ['smtp', 'imap', 'pop3', 'jmap'] as const;
export type AppScope = (typeof APP_SCOPES)[number];

/** The most app passwords of one account. */
export const MAX_APP_PASSWORDS = 50;
/** How often the use of an app password is noted, in seconds. */
const NOTED_SECONDS = 60;
/** How long an ended app password still shows in the list, in days. */
const KEPT_DAYS = 30;

export interface AppPassword {
  readonly id: number;
  readonly name: string;
  /** Its first letters, which identify it. */
  readonly selector: string;
  readonly scopes: AppScope[];
  /** Networks from which it may be used; an empty list means everywhere. */
  readonly networks: string[];
  readonly createdAt: Date;
  /** Null when it does not end by itself. */
  readonly endsAt: Date | null;
  readonly usedAt: Date | null;
  /** The addressBlock of the last client that used it. */
  readonly usedFrom: string | null;
  readonly usedFor: AppScope | null;
}

export interface NewAppPassword {
  readonly name: string;
  readonly scopes: readonly AppScope[];
  readonly networks?: readonly string[];
  readonly endsAt?: Date | null;
}

const COLUMNS = `id, name, selector, scopes, networks::text[] as networks, created_at as "createdAt", ends_at as "endsAt",
  used_at as "usedAt", used_from as "usedFrom", used_for as "usedFor"`;

type Row = AppPassword & Record<string, unknown>;

/** Creates an app password. This is the only time its text is returned. Throws invalid, limit-reached, not-found. */
export async function makeAppPassword(
  pool: Pool,
  accountId: number,
  { name, scopes, networks = [], endsAt = null }: NewAppPassword,
): Promise<AppPassword & { password: string }> {
  const wanted = APP_SCOPES.filter((scope) => scopes.includes(scope));
  if (name.trim() === '') throw new MailError('invalid', 'The app password needs a name');
  if (wanted.length === 0)
    throw new MailError('invalid', `The scope of an app password must be one of ${APP_SCOPES.join(', ')}`);
  if (networks.length > MAX_NETWORKS)
    throw new MailError('limit-reached', `An app password can have at most ${MAX_NETWORKS} networks`);
  if (endsAt && endsAt.getTime() <= Date.now())
    throw new MailError('invalid', 'The app password would have expired already');
  const from = networks.map(networkOf);
  return transaction(pool, async (tx) => {
    // The lock lets one account create them only one after the other, and none after the account is removed.
    const { rowCount } = await tx.query('select 1 from accounts where id = $1 for no key update', [accountId]);
    if (rowCount === 0) throw new MailError('not-found', 'The account no longer exists');
    const { rows: used } = await tx.query<{ selector: string }>(
      'select selector from app_passwords where account_id = $1',
      [accountId],
    );
    if (used.length >= MAX_APP_PASSWORDS) {
      throw new MailError(
        'limit-reached',
        `An account can have at most ${MAX_APP_PASSWORDS} app passwords: revoke some first`,
      );
    }
    let secret: AppSecret;
    do secret = newAppSecret();
    while (used.some(({ selector }) => selector === secret.selector));
    const { rows } = await tx.query<Row>(
      `insert into app_passwords (account_id, name, selector, secret_hash, scopes, networks, ends_at)
       values ($1, $2, $3, $4, $5, array(select network(each::inet) from unnest($6::text[]) as each), $7)
       returning ${COLUMNS}`,
      [accountId, name.trim(), secret.selector, secret.hash, wanted, from, endsAt],
    );
    return { ...(rows[0] as AppPassword), password: secret.text };
  });
}

/** Returns the app passwords of an account, newest first. */
export async function listAppPasswords(db: Queryable, accountId: number): Promise<AppPassword[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from app_passwords where account_id = $1 order by id desc limit ${MAX_APP_PASSWORDS}`,
    [accountId],
  );
  return rows;
}

/** Removes an app password. Throws not-found. Sessions that use it end: announce it. */
export async function revokeAppPassword(db: Queryable, accountId: number, id: number): Promise<void> {
  const { rowCount } = await db.query('delete from app_passwords where account_id = $1 and id = $2', [accountId, id]);
  if (rowCount === 0) throw new MailError('not-found', 'There is no such app password');
}

/** An app password as a login finds it. */
export interface FoundAppPassword {
  readonly id: number;
  readonly secretHash: Buffer;
  /** Whether it may be used for that protocol, from that network, at this time. */
  readonly isGood: boolean;
  readonly isStale: boolean;
}

/** Finds an app password of an account, or null. @param network addressBlock of the client */
export async function findAppPassword(
  db: Queryable,
  accountId: number,
  selector: string,
  { scope, network }: { scope: AppScope; network: string },
): Promise<FoundAppPassword | null> {
  const { rows } = await db.query<FoundAppPassword & Record<string, unknown>>({
    name: 'find-app-password',
    text: `select id, secret_hash as "secretHash",
        $3 = any(scopes) and (ends_at is null or ends_at > now())
          and (networks = '{}' or coalesce($4::inet <<= any(networks), false)) as "isGood",
        used_at is null or used_at < now() - interval '${NOTED_SECONDS} s' or used_from <> $5 or used_for <> $3 as "isStale"
      from app_passwords where account_id = $1 and selector = $2`,
    values: [accountId, selector, scope, isIP(network.split('/', 1)[0] ?? '') ? network : null, network],
  });
  return rows[0] ?? null;
}

export async function noteUse(
  db: Queryable,
  accountId: number,
  id: number,
  { scope, network }: { scope: AppScope; network: string },
): Promise<void> {
  await db.query({
    name: 'use-app-password',
    text: `update app_passwords set used_at = now(), used_from = $3, used_for = $4 where account_id = $1 and id = $2`,
    values: [accountId, id, network, scope],
  });
}

/** Removes up to `limit` app passwords that ended more than KEPT_DAYS ago. */
export async function trimAppPasswords(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from app_passwords p using (
       select account_id, id from app_passwords where ends_at < now() - interval '${KEPT_DAYS} days' order by ends_at limit $1
     ) old where p.account_id = old.account_id and p.id = old.id`,
    [limit],
  );
  return rowCount ?? 0;
}

const PREFIX = 'app-password:';

/** Returns the credentials of a login by app password; they name which one. */
export function appCredentials(id: number): string {
  return `${PREFIX}${id}`;
}

/** Returns whether a login was by app password: it may read and send mail, but not do what only the account's owner may. */
export function isByAppPassword({ credentials }: { credentials: string }): boolean {
  return credentials.startsWith(PREFIX);
}
