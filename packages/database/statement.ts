import type { Pool, Queryable } from './pool.ts';

/** The connection was lost while a statement was under way: it may have happened, or may still happen. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection was lost before the database said what became of the statement', { cause });
    this.name = 'OutcomeUnknown';
  }
}

/**
 * Runs one statement that is a transaction of its own. Throws OutcomeUnknown when nobody said what became of it; after
 * any other error nothing happened.
 */
export async function statement<T>(pool: Pool, run: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost = error;
  };
  client.on('error', onError);
  try {
    return await run(client);
  } catch (error) {
    // An ERROR is the server's word that nothing happened; FATAL and a lost connection say nothing about it.
    if ((error as { severity?: string }).severity === 'ERROR') throw error;
    lost = error as Error;
    throw new OutcomeUnknown(error);
  } finally {
    client.off('error', onError);
    client.release(lost);
  }
}
