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
  /** Writes the counters back. Returns the state that clients are told. */
  save(): Promise<number>;
}

/** Locks the account's counters. Whoever locks account_state too does so before. Throws not-found. */
export async function beginSending(tx: Transaction, accountId: number): Promise<SendingChange> {
  const { rows } = await tx.query<{ modseq: number; next_id: number }>({
    name: 'begin-sending',
    text: `insert into sending_state (account_id) select id from accounts where id = $1 for key share
      on conflict (account_id) do update set modseq = sending_state.modseq
      returning modseq, next_id`,
    values: [accountId],
  });
  if (!rows[0]) throw new MailError('not-found', 'the account is gone');
  let { modseq, next_id: nextId } = rows[0];
  return {
    accountId,
    modseq: () => ++modseq,
    id: () => nextId++,
    async save() {
      await tx.query({
        name: 'save-sending',
        text: 'update sending_state set modseq = $2, next_id = $3 where account_id = $1',
        values: [accountId, modseq, nextId],
      });
      return modseq;
    },
  };
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
