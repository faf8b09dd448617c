import { createHash, randomBytes } from 'node:crypto';
import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { domainOf } from '../address-key.ts';
import { findDomain } from '../domains.ts';

export type ApplicationState = 'pending' | 'approved' | 'refused';

export interface Application {
  id: number;
  domain: string;
  address: string;
  displayName: string;
  /** The applicant's reason. */
  reason: string;
  /** The network it came from. */
  network: string;
  state: ApplicationState;
  /** The operator's message to the applicant. */
  word: string;
  askedAt: Date;
  decidedAt: Date | null;
}

export interface NewApplication {
  address: string;
  displayName: string;
  passwordHash: string;
  /** The language of the welcome mail. */
  language: string;
  reason: string;
  network: string;
}

/** The most pending applications. */
export interface PendingLimits {
  readonly perDomain: number;
  readonly perNetwork: number;
}

const COLUMNS = `id, domain, address, display_name as "displayName", reason, network, state, word, asked_at as "askedAt",
  decided_at as "decidedAt"`;

/** A token of an application: 256 random bits, so its hash needs no salt. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Stores an application until it is decided; the domain's join policy must be locked. Returns the token with which the applicant can look
 * up its state. Throws already-exists, and limit-reached when too many wait.
 */
export async function insertApplication(
  tx: Transaction,
  wanted: NewApplication,
  limits: PendingLimits,
): Promise<string> {
  const domain = domainOf(wanted.address);
  const { rows } = await tx.query<{ all: number; near: number }>(
    `select count(*) as all, count(*) filter (where network = $2) as near
     from join_applications where domain = $1 and state = 'pending'`,
    [domain, wanted.network],
  );
  const { all = 0, near = 0 } = rows[0] ?? {};
  if (all >= limits.perDomain || near >= limits.perNetwork)
    throw new MailError('limit-reached', 'Too many applications are waiting already');
  const token = randomBytes(32).toString('base64url');
  const { rowCount } = await tx.query(
    `insert into join_applications (domain, address, display_name, password_hash, language, reason, network, token_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (address) where state = 'pending' do nothing`,
    [
      ...[domain, wanted.address, wanted.displayName, wanted.passwordHash, wanted.language, wanted.reason],
      ...[wanted.network, hashOf(token)],
    ],
  );
  if (!rowCount) throw new MailError('already-exists', 'Somebody else has applied for that address already');
  return token;
}

/** Returns what the applicant may see of an application; null for an unknown token. */
export async function applicationOf(
  db: Queryable,
  token: string,
): Promise<Pick<Application, 'address' | 'state' | 'word' | 'askedAt' | 'decidedAt'> | null> {
  if (!TOKEN.test(token)) return null;
  const { rows } = await db.query<Application & Record<string, unknown>>({
    name: 'application-of',
    text: `select address, state, word, asked_at as "askedAt", decided_at as "decidedAt"
      from join_applications where token_hash = $1`,
    values: [hashOf(token)],
  });
  return rows[0] ?? null;
}

/** Returns applications ordered by id; `after` is for paging. */
export async function listApplications(
  db: Queryable,
  filter: { domain?: string; state?: ApplicationState; after?: number; limit: number },
): Promise<Application[]> {
  const { rows } = await db.query<Application & Record<string, unknown>>(
    `select ${COLUMNS} from join_applications
     where ($1::text is null or domain = $1) and ($2::text is null or state = $2) and id > $3 order by id limit $4`,
    [
      filter.domain === undefined ? null : await findDomain(db, filter.domain),
      ...[filter.state ?? null, filter.after ?? 0, filter.limit],
    ],
  );
  return rows;
}

/** Decides a pending application, with a message to its applicant. Returns what is needed to create an account. Throws not-found, cannot. */
export async function decideApplication(
  tx: Transaction,
  id: number,
  state: Exclude<ApplicationState, 'pending'>,
  word: string,
): Promise<NewApplication> {
  const { rows } = await tx.query<NewApplication & { state: ApplicationState } & Record<string, unknown>>(
    `select address, display_name as "displayName", password_hash as "passwordHash", language, reason, network, state
     from join_applications where id = $1 for update`,
    [id],
  );
  const found = rows[0];
  if (!found) throw new MailError('not-found', `No application ${id}`);
  if (found.state !== 'pending') throw new MailError('cannot', `Application ${id} is already ${found.state}`);
  await tx.query(
    'update join_applications set state = $2, word = $3, password_hash = null, decided_at = now() where id = $1',
    [id, state, word],
  );
  return found;
}

/** Removes up to `limit` applications that were decided before that time, or were made before it and never decided. */
export async function trimApplications(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from join_applications where id in (
       select id from join_applications where coalesce(decided_at, asked_at) < $1 limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
