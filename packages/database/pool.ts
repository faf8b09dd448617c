import pg from 'pg';
import { parseBytea } from './bytea.ts';
import { DatabaseSocket } from './database-socket.ts';

/** A connection or a pool: anything that can run a query. Functions that take it can be combined in one transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export type Pool = pg.Pool;
export type Transaction = pg.ClientBase;

export interface PoolOptions {
  /** A postgres:// URL; a socket directory may be given in its host parameter. */
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** The most connections; further work waits. */
  max?: number;
  /** Gets the error of a connection that was lost while idle. It is replaced when needed. */
  onError?: (error: Error) => void;
}

// Counts, sizes, uids and ids all stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.BYTEA, parseBytea);

/**
 * Every hot query finds its rows by an index whatever the values are, so one plan serves for all. Plans for the values of one call
 * would depend on statistics, which a table that has just grown does not have yet.
 */
const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan';

/**
 * Look-ups row by row use keys that do not repeat. A memoize node would only copy whole messages in order to remember them.
 */
const NO_MEMOIZE = '-c enable_memoize=off';

/** While a statement runs, the server checks each second whether its client is still connected, and ends the statement if not. */
const LOOK_FOR_CLIENT = '-c client_connection_check_interval=1s';

/** The server ends a statement after STATEMENT_TIMEOUT_MS. If the server stays silent even then, the connection is closed at SILENCE_MS. */
const STATEMENT_TIMEOUT_MS = 60_000;
const SILENCE_MS = 65_000;

/** Opens a pool; nothing connects before the first query. Waiting for a connection fails after 5 s. */
export function openPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: SILENCE_MS,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    stream: DatabaseSocket.open,
    // Queries of one connection are sent without waiting for earlier answers.
    pipeline: true,
    options: `-c bytea_output=escape ${GENERIC_PLANS} ${NO_MEMOIZE} ${LOOK_FOR_CLIENT}`,
  });
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}

/**
 * Opens a connection of its own to the pool's database for COPY streams, which need an ordinary socket and cannot run in a
 * pipeline. The caller ends it.
 */
export async function connectAlone(pool: Pool): Promise<pg.Client> {
  const { stream, ...options } = pool.options;
  const client = new pg.Client({ ...options, pipeline: false });
  await client.connect();
  return client;
}
