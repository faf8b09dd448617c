import {
  type BlobStore,
  type Chunk,
  chunksElsewhere,
  countChunksElsewhere,
  OBJECT_REMOVAL_LOCK,
} from '@postroom/blobs';
import { connectAlone, type Transaction } from '@postroom/database';
import { to } from 'pg-copy-streams';
import { FrameWriter } from './format.ts';
import { quoted, SETTINGS, savedTables, type Table } from './tables.ts';

/** Bodies in an object store are saved and restored as bodies in the database. */
const SAVED_AS: Readonly<Record<string, string>> = { 'blobs.location': 'null' };
const CHUNKS = { name: 'blob_chunks', columns: ['blob_id', 'n', 'data'] };

/** Leaves out chunks that an interrupted move left behind: they would be saved twice. */
const SAVED_WHERE: Readonly<Record<string, string>> = {
  [CHUNKS.name]: 'not exists (select 1 from blobs b where b.id = blob_id and b.location is not null)',
};

/** Rows are collected into frames of at least this many octets. */
const FRAME = 256 * 1024;

export interface DumpOptions {
  /** Called at the end, with the error if it failed: the reader of a stream that breaks off cannot learn why. */
  onEnd?: (error?: unknown) => void;
}

/**
 * Yields the whole platform as one stream, as it is at one moment (one repeatable-read transaction), while mail goes on. It reads as
 * fast as the stream is consumed and keeps little more than a frame in memory. It opens a connection of its own and ends it.
 */
export async function* dump(store: BlobStore, options: DumpOptions = {}): AsyncGenerator<Buffer> {
  const client = await connectAlone(store.pool);
  let failure: unknown;
  client.on('error', (error) => {
    failure = error;
  });
  try {
    // Must come before the snapshot: it keeps the objects of all blobs in the snapshot until the dump is over.
    await client.query('select pg_advisory_lock_shared($1)', [OBJECT_REMOVAL_LOCK]);
    await client.query(`begin isolation level repeatable read, read only; ${SETTINGS}`);
    yield* frames(client, store);
    await client.query('commit');
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // A reader that stops leaves a COPY unfinished, and only closing the connection ends that.
    await client.end();
    options.onEnd?.(failure);
  }
}

async function* frames(client: Transaction, store: BlobStore): AsyncGenerator<Buffer> {
  const writer = new FrameWriter();
  const tables = await savedTables(client);
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[name] = await count(client, name);
  const elsewhere = await countChunksElsewhere(client);
  rows[CHUNKS.name] = (rows[CHUNKS.name] ?? 0) + elsewhere;
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
    const number = rows[table.name] as number;
    const own = table.name === CHUNKS.name ? number - elsewhere : number;
    yield* section(writer, table, copied(client, table), own);
  }
  if (elsewhere > 0) yield* section(writer, CHUNKS, chunkRows(chunksElsewhere(client, store)), elsewhere);
  yield writer.seal();
}

async function* section(
  writer: FrameWriter,
  { name, columns }: Table,
  data: AsyncIterable<Buffer>,
  rows: number,
): AsyncGenerator<Buffer> {
  yield writer.frame({ table: name, columns });
  for await (const gathering of gathered(data)) yield writer.rows(gathering);
  yield writer.frame({ end: name, rows });
}

async function count(client: Transaction, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*) as count from ${source(table)}`);
  return rows[0]?.count ?? 0;
}

function copied(client: Transaction, { name, columns }: Table): AsyncIterable<Buffer> {
  const values = columns.map((column) => SAVED_AS[`${name}.${column}`] ?? quoted(column));
  return client.query(to(`copy (select ${values.join(', ')} from ${source(name)}) to stdout`));
}

function source(table: string): string {
  return `${quoted(table)} where ${SAVED_WHERE[table] ?? 'true'}`;
}

/** Formats rows as COPY does, which doubles the backslash at the beginning of a hexadecimal bytea. */
async function* chunkRows(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  for await (const { blobId, n, data } of chunks) {
    yield Buffer.from(`${blobId}\t${n}\t\\\\x${data.toString('hex')}\n`);
  }
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
