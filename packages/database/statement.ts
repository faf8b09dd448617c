import type { Pool, Queryable } from './pool.ts';

/** Thrown when the connection was lost during a statement: it may have been executed, or may still be. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection was lost before the database confirmed the statement', { cause });
    this.name = 'OutcomeUnknown';
  }
}

/**
 * Runs one statement that is a transaction of its own. Throws OutcomeUnknown when its outcome is unknown; after any other error
 * the statement had no effect.
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
    // With ERROR the server says that nothing happened; FATAL and a lost connection say nothing about the statement.
    if ((error as { severity?: string }).severity === 'ERROR') throw error;
    lost = error as Error;
    throw new OutcomeUnknown(error);
  } finally {
    client.off('error', onError);
    client.release(lost);
  }
}
