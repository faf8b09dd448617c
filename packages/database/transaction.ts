import type { Pool, Transaction } from './pool.ts';

const RETRIED = new Set(['40001', '40P01']); // serialization_failure, deadlock_detected
const TRIES = 3;

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. Run again, from the start,
 * when Postgres chose it as the victim of a deadlock; so `work` must have no effects outside the database.
 */
export async function transaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (attempt >= TRIES || !code || !RETRIED.has(code)) throw error;
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection lost inside a transaction also raises an event, which would be unhandled without a listener.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    // Goes out together with the first query. If it fails, so does the connection, and all that comes after.
    client.query('begin').catch(() => {});
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
