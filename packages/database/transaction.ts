import { isDatabaseAway } from './away.ts';
import type { Pool, Transaction } from './pool.ts';

const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected
const TRIES = 3;

/** Takes queries that were sent and need not be awaited before the commit. If one fails, the transaction fails. */
export type AtCommit = (...sent: Promise<unknown>[]) => void;

/**
 * Runs `work` in one transaction: commits when it returns, rolls back when it throws. After a deadlock or a serialization failure it runs
 * `work` again from the start, up to three times in all; so `work` must have no effects outside the database.
 */
export async function transaction<T>(
  pool: Pool,
  work: (tx: Transaction, atCommit: AtCommit) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (attempt >= TRIES || !code || !RETRIED.has(code)) throw error;
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Transaction, atCommit: AtCommit) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost inside a transaction also emits an error event, which would be unhandled without a listener.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    // Not awaited: `begin` goes out together with the first query.
    const begun = client.query('begin');
    begun.catch(() => {});
    const last: Promise<unknown>[] = [];
    const result = await work(client, (...sent) => {
      last.push(...sent);
      // If `work` throws after all, nobody awaits these.
      for (const each of sent) each.catch(() => {});
    });
    const [{ command }] = await Promise.all([client.query('commit'), begun, ...last]);
    // The server answers ROLLBACK when a query has failed, even one whose error `work` ignored.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    // Closes the connection to a server that cannot serve now: after a fail-over a new one leads to another server.
    if (isDatabaseAway(error)) broken ??= error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
