import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';

/** The counters of one account. Whoever holds a lock on their row may hand out modseqs and ids and change mailboxes. */
export interface AccountState {
  accountId: number;
  modseq: number;
  nextId: number;
  usedBytes: number;
  messageCount: number;
  quotaBytes: number | null;
  /** Changes after this modseq are known; older ones are forgotten. */
  changesFrom: number;
  /** How many rows of message_changes this change has written. */
  noted: number;
}

interface StateRow {
  account_id: number;
  modseq: number;
  next_id: number;
  used_bytes: number;
  message_count: number;
  quota_bytes: number | null;
  changes_from: number;
}

/**
 * SQL on a row `s` of account_state: the modseq after which changes are known. An older release does not update noted_modseq; after its
 * changes everything before counts as forgotten.
 */
export const CHANGES_FROM = 'case when s.noted_modseq = s.modseq then s.changes_from else s.modseq end';

/**
 * Locks the accounts' counters, always in id order, so that no two transactions can wait for each other. Accounts that
 * are gone are left out of the result.
 */
export async function lockAccounts(tx: Transaction, accountIds: readonly number[]): Promise<Map<number, AccountState>> {
  const { rows } = await tx.query<StateRow>({
    name: 'lock-accounts',
    text: `select s.account_id, s.modseq, s.next_id, s.used_bytes, s.message_count, a.quota_bytes,
        ${CHANGES_FROM} as changes_from
      from account_state s join accounts a on a.id = s.account_id
      where s.account_id = any($1::bigint[])
      order by s.account_id
      for update of s`,
    values: [accountIds],
  });
  return new Map(rows.map((row) => [row.account_id, fromRow(row)]));
}

function fromRow(row: StateRow): AccountState {
  return {
    accountId: row.account_id,
    modseq: row.modseq,
    nextId: row.next_id,
    usedBytes: row.used_bytes,
    messageCount: row.message_count,
    quotaBytes: row.quota_bytes,
    changesFrom: row.changes_from,
    noted: 0,
  };
}

/** Locks one account and gives it a new modseq, which is noted on everything that this transaction changes (RFC 7162 3). */
export async function beginChange(tx: Transaction, accountId: number): Promise<AccountState> {
  const state = (await lockAccounts(tx, [accountId])).get(accountId);
  if (!state) throw new MailError('not-found', 'the account is gone');
  state.modseq++;
  return state;
}

/** Stores counters that were changed under the lock. */
export async function saveAccounts(tx: Transaction, states: readonly AccountState[]): Promise<void> {
  await tx.query({
    name: 'save-accounts',
    text: `update account_state s
      set modseq = n.modseq, next_id = n.next_id, used_bytes = n.used_bytes, message_count = n.message_count,
        noted_modseq = n.modseq, changes_from = n.changes_from
      from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
        as n (account_id, modseq, next_id, used_bytes, message_count, changes_from)
      where s.account_id = n.account_id`,
    values: [
      states.map((s) => s.accountId),
      states.map((s) => s.modseq),
      states.map((s) => s.nextId),
      states.map((s) => s.usedBytes),
      states.map((s) => s.messageCount),
      states.map((s) => s.changesFrom),
    ],
  });
}

/** Returns the space and messages that an account uses, and its quota; null means unlimited. */
export async function accountUsage(
  db: Queryable,
  accountId: number,
): Promise<{ usedBytes: number; messageCount: number; quotaBytes: number | null }> {
  const { rows } = await db.query<StateRow>(
    `select s.used_bytes, s.message_count, a.quota_bytes
     from account_state s join accounts a on a.id = s.account_id where s.account_id = $1`,
    [accountId],
  );
  const row = rows[0];
  if (!row) throw new MailError('not-found', 'the account is gone');
  return { usedBytes: row.used_bytes, messageCount: row.message_count, quotaBytes: row.quota_bytes };
}
