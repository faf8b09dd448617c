import {
  estimatedRows,
  type MaintenanceJob,
  type Pool,
  packBigints,
  type Queryable,
  transaction,
} from '@postroom/database';
import { isMailError } from '@postroom/types';
import { beginChange, saveAccounts } from '../../account/account-state.ts';
import { MAX_SUBJECT, type ThreadFacts, threadKeys } from './thread-keys.ts';
import { keepThreadKeys, Threads } from './threads.ts';

interface OldMessage extends ThreadFacts {
  accountId: number;
  id: number;
}

/** Finds threads for messages that were filed without one, account by account, oldest message first. */
export const threadOldMessages: MaintenanceJob = {
  name: 'thread-messages',
  summary: 'finds the threads of old messages',
  version: 1,
  maxItems: 500,
  count: (db) => estimatedRows(db, 'messages'),
  async isNeeded(db) {
    const { rows } = await db.query('select 1 from messages where thread_id is null limit 1');
    return rows.length > 0;
  },
  async batch(pool, position, items) {
    const messages = await withoutThread(pool, Number(position?.account ?? 0), Number(position?.message ?? 0), items);
    for (const [accountId, some] of Map.groupBy(messages, (message) => message.accountId)) {
      await threadMessages(pool, accountId, some);
    }
    const last = messages.at(-1);
    const isOver = !last || messages.length < items;
    return { position: isOver ? null : { account: last.accountId, message: last.id }, done: messages.length };
  },
};

/** Returns the next messages without a thread after this one, in the order of their index. */
async function withoutThread(db: Queryable, accountId: number, id: number, limit: number): Promise<OldMessage[]> {
  const { rows } = await db.query<OldMessage & Record<string, unknown>>({
    name: 'messages-without-thread',
    text: `select account_id as "accountId", id, message_id as "messageId", in_reply_to[1:5] as "inReplyTo",
        refs[1:1] || refs[greatest(2, cardinality(refs) - 30):] as references, left(search_subject, ${MAX_SUBJECT}) as "searchSubject"
      from messages where thread_id is null and (account_id, id) > ($1, $2) order by account_id, id limit $3`,
    values: [accountId, id, limit],
  });
  return rows;
}

/** Threads some messages under the account's lock. Forgets earlier changes of the account, so that clients ask for everything once. */
async function threadMessages(pool: Pool, accountId: number, messages: readonly OldMessage[]): Promise<void> {
  await transaction(pool, async (tx, atCommit) => {
    const toThread = messages.map((message) => ({ accountId, keys: threadKeys(message) }));
    const [state, threads] = await Promise.all([beginChange(tx, accountId), Threads.read(tx, toThread)]);
    state.changesFrom = state.modseq;
    const threadIds = messages.map(({ id }, index) => threads.join(toThread[index] ?? { accountId, keys: [] }, id));
    atCommit(
      tx.query(
        `update messages m set thread_id = n.thread_id from unnest($2::bigint[], $3::bigint[]) as n (id, thread_id)
         where m.account_id = $1 and m.id = n.id and m.thread_id is null`,
        [accountId, packBigints(messages.map(({ id }) => id)), packBigints(threadIds)],
      ),
      tx.query(keepThreadKeys('$1'), [JSON.stringify(threads.changedKeys)]),
      saveAccounts(tx, [state]),
    );
  }).catch((error: unknown) => {
    // The account and its messages have been removed.
    if (!isMailError(error, 'not-found')) throw error;
  });
}
