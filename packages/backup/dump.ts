import type { Pool, Transaction } from '@postroom/database';
import { to } from 'pg-copy-streams';
import { FrameWriter } from './format.ts';
import { quoted, SETTINGS, savedTables, type Table } from './tables.ts';

/** Rows are gathered to frames of at least this many octets. */
const FRAME = 256 * 1024;

export interface DumpOptions {
  /** Told when it is over, with the error if it failed: a stream that breaks off has nobody else to say why. */
  onEnd?: (error?: unknown) => void;
}

/**
 * The whole platform as one stream, as it was at one moment (one repeatable-read transaction), while mail goes on. It is
 * read as fast as it is taken and holds little more than a frame. Its connection is its own and ends with it.
 */
export async function* dump(pool: Pool, options: DumpOptions = {}): AsyncGenerator<Buffer> {
  const client = await pool.connect();
  let failure: unknown;
  client.on('error', (error) => {
    failure = error;
  });
  try {
    await client.query(`begin isolation level repeatable read, read only; ${SETTINGS}`);
    yield* frames(client);
    await client.query('commit');
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // Whoever stops reading leaves a COPY in the middle, which only the end of the connection ends.
    client.release(true);
    options.onEnd?.(failure);
  }
}

async function* frames(client: Transaction): AsyncGenerator<Buffer> {
  const writer = new FrameWriter();
  const tables = await savedTables(client);
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[name] = await count(client, name);
  const migrations = await client.query<{ name: string }>('select name from migrations order by name');
  const { rows: now } = await client.query<{ at: string }>("select to_json(now() at time zone 'UTC') #>> '{}' as at");
  yield writer.frame({
    postroom: 'backup',
    version: 1,
    at: `${now[0]?.at}Z`,
    migrations: migrations.rows.map(({ name }) => name),
    rows,
  });
  for (const table of tables) {
    yield writer.frame({ table: table.name, columns: table.columns });
    for await (const data of gathered(copied(client, table))) yield writer.rows(data);
    yield writer.frame({ end: table.name, rows: rows[table.name] as number });
  }
  yield writer.seal();
}

async function count(client: Transaction, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*) as count from ${quoted(table)}`);
  return rows[0]?.count ?? 0;
}

function copied(client: Transaction, { name, columns }: Table): AsyncIterable<Buffer> {
  return client.query(to(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)}) to stdout`));
}

async function* gathered(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    bytes += chunk.length;
    if (bytes < FRAME) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pending);
}
