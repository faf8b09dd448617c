import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';

/** The id of the identity that every account has (RFC 8621 6), the one of its own address. */
export const OWN_IDENTITY = 1;

/** The changes of one transaction to an account's identities, submissions and vacation response, under the lock of its counters. */
export interface SendingChange {
  readonly accountId: number;
  /** Returns the number of the next change. Every object gets a number of its own, so a reader of changes can stop after any of them. */
  modseq(): number;
  id(): number;
  /** Returns the present counters. */
  counters(): { readonly modseq: number; readonly nextId: number };
  /** Stores the counters. Returns the new state as clients see it. */
  save(): Promise<number>;
}

/** Locks the account's counters. A transaction that also locks account_state must do that first. Throws not-found. */
export async function beginSending(tx: Transaction, accountId: number): Promise<SendingChange> {
  const [change] = await beginSendings(tx, [accountId]);
  if (!change) throw new MailError('not-found', 'the account is gone');
  return change;
}

/** Does the same for several accounts, in the order of their ids. Accounts that are gone are left out of the result. */
export async function beginSendings(tx: Transaction, accountIds: readonly number[]): Promise<SendingChange[]> {
  const { rows } = await tx.query<{ account_id: number; modseq: number; next_id: number }>({
    name: 'begin-sending',
    text: `insert into sending_state (account_id)
      select id from accounts where id = any($1::bigint[]) order by id for key share
      on conflict (account_id) do update set modseq = sending_state.modseq
      returning account_id, modseq, next_id`,
    values: [accountIds],
  });
  return rows.map((row) => changeOf(tx, row));
}

function changeOf(tx: Transaction, row: { account_id: number; modseq: number; next_id: number }): SendingChange {
  const accountId = row.account_id;
  let { modseq, next_id: nextId } = row;
  const change: SendingChange = {
    accountId,
    modseq: () => ++modseq,
    id: () => nextId++,
    counters: () => ({ modseq, nextId }),
    async save() {
      await saveSendings(tx, [change]);
      return modseq;
    },
  };
  return change;
}

/** Stores the counters of several accounts. */
export async function saveSendings(tx: Transaction, changes: readonly SendingChange[]): Promise<void> {
  await tx.query({
    name: 'save-sending',
    text: `update sending_state s set modseq = n.modseq, next_id = n.next_id
      from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as n (account_id, modseq, next_id) where s.account_id = n.account_id`,
    values: [
      changes.map(({ accountId }) => accountId),
      changes.map((change) => change.counters().modseq),
      changes.map((change) => change.counters().nextId),
    ],
  });
}

/** Returns the state of an account's sending data; identities, submissions and vacation response share it. */
export async function sendingState(db: Queryable, accountId: number): Promise<string> {
  const { rows } = await db.query<{ modseq: number }>({
    name: 'sending-state',
    text: 'select modseq from sending_state where account_id = $1',
    values: [accountId],
  });
  return String(rows[0]?.modseq ?? 0);
}
