import { type Pool, type Queryable, type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { Authenticated } from '../authenticated.ts';
import { formatToken, matches, newToken, type ParsedToken, parseToken } from './token.ts';

/** The most sessions of one account; beyond it the session that was unused for longest is removed. */
const MAX_SESSIONS = 100;
/** How often the use of a session is noted, in seconds. */
const NOTED_SECONDS = 60;

/** The device and network that began a session. */
export interface SessionOrigin {
  readonly device: string;
  /** The addressBlock of the client. */
  readonly network: string;
}

/** The tokens of a program; times are in seconds. */
export interface Tokens {
  readonly sessionId: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

export interface TokenLives {
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
}

export interface LoginSession {
  readonly id: number;
  readonly kind: 'page' | 'program';
  readonly device: string;
  readonly network: string;
  readonly createdAt: Date;
  readonly usedAt: Date;
  readonly endsAt: Date;
}

/** Begins a session of the page after a password was proved. Returns the content of its cookie. */
export async function beginPage(
  pool: Pool,
  login: Authenticated,
  origin: SessionOrigin,
  sessionSeconds: number,
): Promise<{ sessionId: number; token: string }> {
  const { secret, hash } = newToken();
  const id = await transaction(pool, (tx) => insert(tx, login, 'page', origin, hash, sessionSeconds));
  return { sessionId: id, token: formatToken('page', { accountId: login.accountId, id }, secret) };
}

/** Begins a session of a program (RFC 6749 5.1) after a password was proved. */
export async function beginProgram(
  pool: Pool,
  login: Authenticated,
  origin: SessionOrigin,
  lives: TokenLives,
): Promise<Tokens> {
  const [refresh, access] = [newToken(), newToken()];
  return transaction(pool, async (tx) => {
    const id = await insert(tx, login, 'program', origin, refresh.hash, lives.sessionSeconds);
    await tx.query(
      `update login_sessions set access_hash = $3, access_until = now() + $4::int * interval '1 s'
       where account_id = $1 and id = $2`,
      [login.accountId, id, access.hash, lives.accessSeconds],
    );
    return tokensOf({ accountId: login.accountId, id }, access.secret, refresh.secret, lives);
  });
}

async function insert(
  tx: Transaction,
  { accountId, credentials }: Authenticated,
  kind: LoginSession['kind'],
  { device, network }: SessionOrigin,
  hash: Buffer,
  sessionSeconds: number,
): Promise<number> {
  // The lock lets sessions of one account begin only one after the other, and none after the account is removed.
  const { rowCount } = await tx.query('select 1 from accounts where id = $1 for no key update', [accountId]);
  if (rowCount === 0) throw new MailError('authentication-failed', 'The account no longer exists');
  await tx.query(
    `delete from login_sessions where account_id = $1 and id in (
       select id from login_sessions where account_id = $1 order by used_at desc, id desc offset ${MAX_SESSIONS - 1})`,
    [accountId],
  );
  const { rows } = await tx.query<{ id: number }>(
    `insert into login_sessions (account_id, kind, credentials, secret_hash, device, network, ends_at)
     values ($1, $2, $3, $4, $5, $6, now() + $7::int * interval '1 s') returning id`,
    [accountId, kind, credentials, hash, device, network, sessionSeconds],
  );
  return rows[0]?.id as number;
}

interface Row extends Record<string, unknown> {
  address: string;
  kind: LoginSession['kind'];
  credentials: string;
  secret_hash: Buffer;
  spent_hash: Buffer | null;
  access_hash: Buffer | null;
  has_access: boolean;
  is_stale: boolean;
  is_confirmed: boolean;
}

/** Finds a session that has not ended, of an account that may log in with the password that the session began with. */
async function find(db: Queryable, { accountId, id }: ParsedToken, lock = ''): Promise<Row | undefined> {
  const { rows } = await db.query<Row>({
    name: `find-session${lock}`,
    text: `select a.address, s.kind, s.credentials, s.secret_hash, s.spent_hash, s.access_hash,
        s.access_until > now() as has_access, s.used_at < now() - interval '${NOTED_SECONDS} s' as is_stale, s.is_confirmed
      from login_sessions s join accounts a on a.id = s.account_id
      where s.account_id = $1 and s.id = $2 and s.ends_at > now()
        and a.status = 'active' and md5(a.password_hash) = s.credentials ${lock}`,
    values: [accountId, id],
  });
  return rows[0];
}

/** Returns the owner of a page's cookie or an access token. Throws authentication-failed. */
export async function authenticateToken(db: Queryable, kind: 'page' | 'access', text: string): Promise<Authenticated> {
  const token = parseToken(kind, text);
  const row = token ? await find(db, token) : undefined;
  const isGood =
    kind === 'page'
      ? row?.kind === 'page' && matches(token?.secret ?? '', row.secret_hash)
      : row?.has_access === true && matches(token?.secret ?? '', row.access_hash);
  if (!token || !row || !isGood) throw new MailError('authentication-failed', 'The session has ended: log in again');
  if (row.is_stale || !row.is_confirmed) {
    await db.query({
      name: 'use-session',
      text: `update login_sessions set used_at = now(), is_confirmed = is_confirmed or access_hash = $3
        where account_id = $1 and id = $2`,
      values: [token.accountId, token.id, row.access_hash],
    });
  }
  return { accountId: token.accountId, address: row.address, credentials: row.credentials, sessionId: token.id };
}

/**
 * Gives a program new tokens for its refresh token, which is used up by that (RFC 6749 6, RFC 9700 4.14.2). Until one of the new tokens is
 * used, the old one can be exchanged again, since the answer may have been lost. After that, using the old one ends the session, because
 * two parties have it. Throws authentication-failed.
 */
export async function refreshTokens(pool: Pool, text: string, lives: TokenLives): Promise<Tokens> {
  const token = parseToken('refresh', text);
  if (!token) throw refused();
  const [refresh, access] = [newToken(), newToken()];
  const isDone = await transaction(pool, async (tx) => {
    const row = await find(tx, token, 'for update of s');
    if (row?.kind !== 'program') return false;
    const isSpent = matches(token.secret, row.spent_hash);
    if (isSpent && row.is_confirmed) await endSession(tx, token.accountId, token.id);
    if (isSpent ? row.is_confirmed : !matches(token.secret, row.secret_hash)) return false;
    const spent = isSpent ? row.spent_hash : row.secret_hash;
    await tx.query(
      `update login_sessions set spent_hash = $7, is_confirmed = false, secret_hash = $3, access_hash = $4, used_at = now(),
         access_until = now() + $5::int * interval '1 s', ends_at = now() + $6::int * interval '1 s'
       where account_id = $1 and id = $2`,
      [token.accountId, token.id, refresh.hash, access.hash, lives.accessSeconds, lives.sessionSeconds, spent],
    );
    return true;
  });
  if (!isDone) throw refused();
  return tokensOf(token, access.secret, refresh.secret, lives);
}

function refused(): MailError {
  return new MailError('authentication-failed', 'The refresh token is no longer valid');
}

function tokensOf(
  session: { accountId: number; id: number },
  access: string,
  refresh: string,
  { accessSeconds }: TokenLives,
): Tokens {
  return {
    sessionId: session.id,
    accessToken: formatToken('access', session, access),
    refreshToken: formatToken('refresh', session, refresh),
    expiresIn: accessSeconds,
  };
}

/** Ends the session of a program's token (RFC 7009 2.1). Returns the account id; null for an unknown token. */
export async function revokeToken(db: Queryable, text: string): Promise<number | null> {
  for (const kind of ['refresh', 'access'] as const) {
    const token = parseToken(kind, text);
    const row = token ? await find(db, token) : undefined;
    if (!token || !row || !matches(token.secret, kind === 'refresh' ? row.secret_hash : row.access_hash)) continue;
    await endSession(db, token.accountId, token.id);
    return token.accountId;
  }
  return null;
}

/** Ends a session. Returns whether it existed. What depends on it ends: announce it. */
export async function endSession(db: Queryable, accountId: number, id: number): Promise<boolean> {
  const { rowCount } = await db.query('delete from login_sessions where account_id = $1 and id = $2', [accountId, id]);
  return rowCount === 1;
}

/** Returns an account's sessions that have not ended, the most recently used first. */
export async function listSessions(db: Queryable, accountId: number): Promise<LoginSession[]> {
  const { rows } = await db.query<LoginSession & Record<string, unknown>>({
    name: 'list-sessions',
    text: `select s.id, s.kind, s.device, s.network, s.created_at as "createdAt", s.used_at as "usedAt", s.ends_at as "endsAt"
      from login_sessions s join accounts a on a.id = s.account_id
      where s.account_id = $1 and s.ends_at > now() and md5(a.password_hash) = s.credentials
      order by s.used_at desc, s.id desc limit ${MAX_SESSIONS}`,
    values: [accountId],
  });
  return rows;
}

/** Removes up to `limit` sessions that have ended. */
export async function trimSessions(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from login_sessions s using (
       select account_id, id from login_sessions where ends_at < now() order by ends_at limit $1
     ) old where s.account_id = old.account_id and s.id = old.id`,
    [limit],
  );
  return rowCount ?? 0;
}
