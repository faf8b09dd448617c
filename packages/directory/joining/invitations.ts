import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { findDomain } from '../domains.ts';
import { codeHash, newCode } from './code.ts';

export interface Invitation {
  id: number;
  domain: string;
  note: string;
  uses: number;
  used: number;
  createdAt: Date;
  expiresAt: Date;
}

export interface NewInvitation {
  domain: string;
  /** How many people may join with it. */
  uses: number;
  days: number;
  /** Whom it is for, in the operator's words. */
  note: string;
}

/** The most invitations of one domain, used up and expired ones included until they are trimmed. */
const MAX_INVITATIONS = 10_000;

const COLUMNS = 'id, domain, note, uses, used, created_at as "createdAt", expires_at as "expiresAt"';

/** Creates an invitation. This is the only time its code is returned: only its hash is stored. Throws not-found, limit-reached. */
export async function makeInvitation(db: Queryable, wanted: NewInvitation): Promise<Invitation & { code: string }> {
  const domain = await findDomain(db, wanted.domain);
  const { rowCount } = await db.query(
    `select 1 from join_invitations where domain = $1 offset ${MAX_INVITATIONS - 1} limit 1`,
    [domain],
  );
  if (rowCount)
    throw new MailError('limit-reached', `${domain} already has ${MAX_INVITATIONS} invitations: revoke some first`);
  const code = newCode();
  const { rows } = await db.query<Invitation & Record<string, unknown>>(
    `insert into join_invitations (domain, code_hash, note, uses, expires_at)
     values ($1, $2, $3, $4, now() + $5::float8 * interval '1 day') returning ${COLUMNS}`,
    [domain, codeHash(code), wanted.note, wanted.uses, wanted.days],
  );
  return { ...(rows[0] as Invitation), code };
}

/** Returns invitations ordered by id; `after` is for paging. */
export async function listInvitations(
  db: Queryable,
  { domain, after = 0, limit }: { domain?: string; after?: number; limit: number },
): Promise<Invitation[]> {
  const { rows } = await db.query<Invitation & Record<string, unknown>>(
    `select ${COLUMNS} from join_invitations where ($1::text is null or domain = $1) and id > $2 order by id limit $3`,
    [domain === undefined ? null : await findDomain(db, domain), after, limit],
  );
  return rows;
}

/** Removes an invitation: nobody can join with it any more. Throws not-found. */
export async function revokeInvitation(db: Queryable, id: number): Promise<void> {
  const { rowCount } = await db.query('delete from join_invitations where id = $1', [id]);
  if (!rowCount) throw new MailError('not-found', `No invitation ${id}`);
}

/** Takes one use of a code; a rollback gives it back. Returns `wrong` or `over` when the code cannot be used. */
export async function spendInvitation(
  tx: Transaction,
  domain: string,
  code: string,
): Promise<'taken' | 'wrong' | 'over'> {
  const hash = codeHash(code);
  if (hash === null) return 'wrong';
  const { rowCount } = await tx.query(
    `update join_invitations set used = used + 1
     where code_hash = $1 and domain = $2 and used < uses and expires_at > now()`,
    [hash, domain],
  );
  if (rowCount) return 'taken';
  const known = await tx.query('select 1 from join_invitations where code_hash = $1 and domain = $2', [hash, domain]);
  return known.rowCount ? 'over' : 'wrong';
}

/** Removes up to `limit` invitations that expired before that time. */
export async function trimInvitations(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    'delete from join_invitations where id in (select id from join_invitations where expires_at < $1 limit $2)',
    [before, limit],
  );
  return rowCount ?? 0;
}
