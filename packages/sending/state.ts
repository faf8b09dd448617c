import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';

/** The id of the identity that every account has (RFC 8621 6): that of its own address. */
export const OWN_IDENTITY = 1;

/** What one transaction changes of an account's identities, submissions and vacation response, under the lock of its counters. */
export interface SendingChange {
  readonly accountId: number;
  /** The number of the next change: every object has another, so that whoever reads changes can stop behind any. */
  modseq(): number;
  id(): number;
  /** As they are now. */
  counters(): { readonly modseq: number; readonly nextId: number };
  /** Writes the counters back. Returns the state that clients are told. */
  save(): Promise<number>;
}

/** Locks the account's counters. Whoever locks account_state too does so before. Throws not-found. */
export async function beginSending(tx: Transaction, accountId: number): Promise<SendingChange> {
  const [change] = await beginSendings(tx, [accountId]);
  if (!change) throw new MailError('not-found', 'the account is gone');
  return change;
}

/** The same of several, in the order of their ids; accounts that are gone are missing from the result. */
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

/** Writes counters back. */
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

/** The state of an account's identities, submissions and vacation response: they have one. */
export async function sendingState(db: Queryable, accountId: number): Promise<string> {
  const { rows } = await db.query<{ modseq: number }>({
    name: 'sending-state',
    text: 'select modseq from sending_state where account_id = $1',
    values: [accountId],
  });
  return String(rows[0]?.modseq ?? 0);
}
