import type { Queryable } from '@postroom/database';
import type { MailboxRef } from './mailbox-ref.ts';

/** How much entries that are added, removed or changed move a mailbox's counters. */
export interface CounterDelta {
  messages: number;
  unseen: number;
  deleted: number;
  bytes: number;
}

/** Applies a delta under the account's lock; `sign` is -1 for removed entries. Raises highest_modseq. */
export async function applyCounters(
  db: Queryable,
  mailbox: MailboxRef,
  modseq: number,
  delta: CounterDelta,
  sign: 1 | -1,
): Promise<void> {
  await db.query({
    name: 'apply-counters',
    text: `update mailboxes set highest_modseq = $3, message_count = message_count + $4,
        unseen_count = unseen_count + $5, deleted_count = deleted_count + $6, size_bytes = size_bytes + $7
      where account_id = $1 and id = $2`,
    values: [
      mailbox.accountId,
      mailbox.mailboxId,
      modseq,
      sign * delta.messages,
      sign * delta.unseen,
      sign * delta.deleted,
      sign * delta.bytes,
    ],
  });
}
