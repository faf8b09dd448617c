import { isDatabaseAway } from './away.ts';
import type { Pool, Transaction } from './pool.ts';

const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected
const TRIES = 3;

/** Takes what need not be waited for before the commit: queries that were sent, whose failure is that of the transaction. */
export type AtCommit = (...sent: Promise<unknown>[]) => void;

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. Run again, from the start,
 * when Postgres chose it as the victim of a deadlock; so `work` must have no effects outside the database.
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
  // A connection lost inside a transaction also raises an event, which would be unhandled without a listener.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    // Goes out together with the first query.
    const begun = client.query('begin');
    begun.catch(() => {});
    const last: Promise<unknown>[] = [];
    const result = await work(client, (...sent) => {
      last.push(...sent);
      // When `work` throws all the same, nobody asks what became of them.
      for (const each of sent) each.catch(() => {});
    });
    const [{ command }] = await Promise.all([client.query('commit'), begun, ...last]);
    // So the server says when a query had failed, also one that `work` took no notice of.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed before its commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    // To a server that takes nothing now: after a fail-over a new connection leads to another.
    if (isDatabaseAway(error)) broken ??= error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
