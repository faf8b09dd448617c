import pg from 'pg';
import { parseBytea } from './bytea.ts';
import { DatabaseSocket } from './database-socket.ts';

/** A connection or a pool: whatever can run a query. Functions that take it may be composed in one transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export type Pool = pg.Pool;
export type Transaction = pg.ClientBase;

export interface PoolOptions {
  /** postgres:// URL, or one with a socket directory as its host parameter. */
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** Connections at most; more work waits. */
  max?: number;
  /** Connections lost while idle are reported here and replaced when needed. */
  onError?: (error: Error) => void;
}

// Counts, sizes, uids and ids all stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.BYTEA, parseBytea);

/**
 * Every hot query finds its rows by an index whatever the values are, so one plan serves for all. Plans made for the
 * values of one call depend on statistics, which a table that just grew does not have yet (measured: FETCH of 10,000
 * messages took eight times as long until the first analyze).
 */
const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan';

/**
 * Look-ups row by row are by keys that do not come twice. Remembering their results copied whole messages (measured: a
 * page of 128 messages of 4 KiB in 1.9 ms where it was 2.8).
 */
const NO_MEMOIZE = '-c enable_memoize=off';

/** The server ends a statement after this long; when not even that comes, the connection is given up a little later. */
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
    // Queries of one connection need not wait for each other's answers.
    pipeline: true,
    options: `-c bytea_output=escape ${GENERIC_PLANS} ${NO_MEMOIZE}`,
  });
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}

/**
 * A connection of its own to the pool's database, for streams of COPY: they want a socket that streams, and a pipeline
 * takes none. Whoever asked for it ends it.
 */
export async function connectAlone(pool: Pool): Promise<pg.Client> {
  const { stream, ...options } = pool.options;
  const client = new pg.Client({ ...options, pipeline: false });
  await client.connect();
  return client;
}
