import { type Pool, type Queryable, type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { CHANGES_FROM } from '../account/account-state.ts';
import { type MailView, stateMark } from '../sharing/mail-view.ts';
import { formatState } from './state.ts';

/** The state of an account at one moment. */
export interface Now {
  modseq: number;
  nextId: number;
  /** Changes after this modseq are known. */
  changesFrom: number;
}

/** Returns the state of mailboxes, emails and threads for a view of an account. Throws not-found. */
export async function changesState(db: Queryable, view: MailView): Promise<string> {
  return completeState(await readNow(db, view.accountId), view);
}

export function completeState({ modseq, nextId }: Pick<Now, 'modseq' | 'nextId'>, view: MailView): string {
  return formatState([modseq, nextId]) + stateMark(view);
}

export async function readNow(db: Queryable, accountId: number): Promise<Now> {
  const { rows } = await db.query<Now & Record<string, unknown>>({
    name: 'changes-now',
    text: `select s.modseq, s.next_id as "nextId", ${CHANGES_FROM} as "changesFrom"
      from account_state s where s.account_id = $1`,
    values: [accountId],
  });
  if (!rows[0]) throw new MailError('not-found', 'the account is gone');
  return rows[0];
}

/** Reads everything in one snapshot. Queries that are sent together take one round trip. */
export function inSnapshot<T>(pool: Pool, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return transaction(pool, async (tx, atCommit) => {
    atCommit(tx.query('set transaction isolation level repeatable read, read only'));
    return read(tx);
  });
}

/**
 * Returns whether changes are known for a client that has read up to this modseq and knows ids below `nextId`. They are not when some were
 * forgotten since, or when the state is newer than a restored backup.
 */
export function canTell(now: Now, modseq: number, nextId: number): boolean {
  return modseq >= now.changesFrom && modseq <= now.modseq && nextId <= now.nextId;
}
