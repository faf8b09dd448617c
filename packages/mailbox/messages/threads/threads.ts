import type { Transaction } from '@postroom/database';

/** The most messages of a thread; then a new one begins, so that clients can always load a thread as a whole. */
export const MAX_THREAD = 1_000;

/** A message that needs a thread. */
export interface ToThread {
  accountId: number;
  keys: readonly string[];
}

interface Thread {
  id: number;
  messages: number;
}

interface KeyRow {
  account_id: number;
  key: string;
  thread_id: number;
  messages: number;
}

/** A key that must be stored. */
export interface ThreadKeyRow {
  account_id: number;
  key: string;
  thread_id: number;
}

/** The threads that messages may join, read and changed under the lock of their accounts. */
export class Threads {
  readonly #byKey = new Map<string, Thread>();
  readonly #changed = new Map<string, ThreadKeyRow>();

  /** Reads the threads that these messages may join. Makes no query if no message names an id. */
  static async read(tx: Transaction, messages: readonly ToThread[]): Promise<Threads> {
    const threads = new Threads();
    const wanted = new Map<string, { accountId: number; key: string }>();
    for (const { accountId, keys } of messages) {
      for (const key of keys) wanted.set(place(accountId, key), { accountId, key });
    }
    if (wanted.size === 0) return threads;
    const all = [...wanted.values()];
    const { rows } = await tx.query<KeyRow & Record<string, unknown>>({
      name: 'threads-by-key',
      text: THREADS_BY_KEY,
      values: [all.map(({ accountId }) => accountId), all.map(({ key }) => key)],
    });
    const known = new Map<string, Thread>();
    for (const { account_id, key, thread_id, messages } of rows) {
      const at = `${account_id} ${thread_id}`;
      const thread = known.get(at) ?? { id: thread_id, messages };
      known.set(at, thread);
      threads.#byKey.set(place(account_id, key.replaceAll('-', '')), thread);
    }
    return threads;
  }

  /**
   * Returns the thread of a message, which later messages that name the same ids will join as well. If there are several threads, it is the
   * oldest, and the others stay as they are (docs/decisions/0024). A message that joins none begins one with its own id.
   */
  join({ accountId, keys }: ToThread, messageId: number): number {
    let thread: Thread | undefined;
    for (const key of keys) {
      const found = this.#byKey.get(place(accountId, key));
      if (found && found.messages < MAX_THREAD && !(thread && thread.id <= found.id)) thread = found;
    }
    thread ??= { id: messageId, messages: 0 };
    thread.messages++;
    for (const key of keys) {
      const at = place(accountId, key);
      const had = this.#byKey.get(at);
      if (had && (had === thread || had.messages < MAX_THREAD)) continue;
      this.#byKey.set(at, thread);
      this.#changed.set(at, { account_id: accountId, key, thread_id: thread.id });
    }
    return thread.id;
  }

  /** New keys from join() that are not stored yet. */
  get changedKeys(): ThreadKeyRow[] {
    return [...this.#changed.values()];
  }
}

function place(accountId: number, key: string): string {
  return `${accountId} ${key}`;
}

const THREADS_BY_KEY = `
  with found as materialized (
    select k.account_id, k.key, k.thread_id
    from unnest($1::bigint[], $2::uuid[]) as wanted (account_id, key) cross join lateral (
      select account_id, key, thread_id from thread_keys
      where account_id = wanted.account_id and key = wanted.key offset 0
    ) k
  ), sizes as (
    select t.account_id, t.thread_id, (
      select count(*) from (
        select 1 from messages m where m.account_id = t.account_id and m.thread_id = t.thread_id limit ${MAX_THREAD}
      ) counted
    ) as messages
    from (select distinct account_id, thread_id from found) t
  )
  select found.account_id, found.key, found.thread_id, sizes.messages
  from found join sizes on sizes.account_id = found.account_id and sizes.thread_id = found.thread_id`;

/** SQL: stores rows of changedKeys, given as a JSON parameter. */
export function keepThreadKeys(parameter: string): string {
  return `insert into thread_keys (account_id, key, thread_id)
    select account_id, key, thread_id
    from jsonb_to_recordset(${parameter}::jsonb) as k (account_id bigint, key uuid, thread_id bigint)
    on conflict (account_id, key) do update set thread_id = excluded.thread_id`;
}
