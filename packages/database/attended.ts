import type { Socket } from 'node:net';
import type pg from 'pg';
import type { Pool, Queryable } from './pool.ts';

/** Time between two calls of `alive`, ms. */
const LOOK_MS = 250;

/**
 * Returns a view of the pool whose queries end when nobody waits for them any more. The connection is closed then, and the server, which
 * checks its connections (`client_connection_check_interval`), ends the statement.
 * @param alive throws when nobody waits for the answer any more; the query throws the same error
 */
export function attended(pool: Pool, alive: () => void): Queryable {
  return { query: (query, values) => ask(pool, alive, query, values) };
}

async function ask<Row extends pg.QueryResultRow>(
  pool: Pool,
  alive: () => void,
  query: string | pg.QueryConfig,
  values?: unknown[],
): Promise<pg.QueryResult<Row>> {
  alive();
  const client = await pool.connect();
  let broken: Error | undefined;
  let whyGone: unknown;
  // The end of the connection is an event too, which would be unhandled without a listener.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  const look = setInterval(() => {
    try {
      alive();
    } catch (error) {
      whyGone = error;
      clearInterval(look);
      socketOf(client).destroy();
    }
  }, LOOK_MS);
  try {
    return await client.query<Row>(query as string, values);
  } catch (error) {
    if (whyGone !== undefined) throw whyGone;
    broken = error as Error;
    throw error;
  } finally {
    clearInterval(look);
    client.off('error', onError);
    // An answer may come just as the connection is closed; nobody else must get that connection.
    client.release(broken ?? whyGone !== undefined);
  }
}

/** Closing the socket is needed: `client.end()` waits for the statements of a pipeline. */
function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
