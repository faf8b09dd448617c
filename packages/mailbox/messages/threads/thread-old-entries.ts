import { estimatedRows, type MaintenanceJob, type Pool, type Queryable, transaction } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { beginChange } from '../../account/account-state.ts';

interface OldEntry {
  accountId: number;
  mailboxId: number;
  uid: number;
}

/** Notes the thread of their message in entries that lack it: old ones, and those whose message got its thread later. */
export const threadOldEntries: MaintenanceJob = {
  name: 'entry-threads',
  summary: 'notes beside old entries of mailboxes in which thread they are',
  version: 1,
  maxItems: 2_000,
  count: (db) => estimatedRows(db, 'mailbox_entries'),
  async isNeeded(db) {
    const { rows } = await db.query(
      `select 1 from mailbox_entries e where e.thread_id is null and exists (
         select 1 from messages m where m.account_id = e.account_id and m.id = e.message_id and m.thread_id is not null offset 0
       ) limit 1`,
    );
    return rows.length > 0;
  },
  async batch(pool, position, items) {
    const behind = { accountId: Number(position?.account ?? 0), mailboxId: Number(position?.mailbox ?? 0) };
    const entries = await withoutThread(pool, { ...behind, uid: Number(position?.uid ?? 0) }, items);
    for (const some of Map.groupBy(entries, ({ accountId, mailboxId }) => `${accountId} ${mailboxId}`).values()) {
      await threadEntries(pool, some[0] as OldEntry, some.at(-1) as OldEntry);
    }
    const last = entries.at(-1);
    const isOver = !last || entries.length < items;
    return {
      position: isOver ? null : { account: last.accountId, mailbox: last.mailboxId, uid: last.uid },
      done: entries.length,
    };
  },
};

/** Returns the next entries without a thread after `behind`, in the order of their index. */
async function withoutThread(db: Queryable, behind: OldEntry, limit: number): Promise<OldEntry[]> {
  const { rows } = await db.query<OldEntry & Record<string, unknown>>({
    name: 'entries-without-thread',
    text: `select account_id as "accountId", mailbox_id as "mailboxId", uid from mailbox_entries
      where thread_id is null and (account_id, mailbox_id, uid) > ($1, $2, $3)
      order by account_id, mailbox_id, uid limit $4`,
    values: [behind.accountId, behind.mailboxId, behind.uid, limit],
  });
  return rows;
}

/** Notes threads in a range of a mailbox's entries, under the account's lock. Readers see no change. */
async function threadEntries(pool: Pool, first: OldEntry, last: OldEntry): Promise<void> {
  await transaction(pool, async (tx) => {
    await beginChange(tx, first.accountId);
    await tx.query({
      name: 'thread-entries',
      text: `update mailbox_entries e set thread_id = (
          select thread_id from messages where account_id = $1 and id = e.message_id
        ) where e.account_id = $1 and e.mailbox_id = $2 and e.uid between $3 and $4 and e.thread_id is null`,
      values: [first.accountId, first.mailboxId, first.uid, last.uid],
    });
  }).catch((error: unknown) => {
    // The account has been removed.
    if (!isMailError(error, 'not-found')) throw error;
  });
}
