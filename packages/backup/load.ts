import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { connectAlone, type Pool, restartJobs, type Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { from } from 'pg-copy-streams';
import { type Frame, type Head, type Part, readFrames, type TableStart } from './format.ts';
import { quoted, SETTINGS, savedTables, type Table } from './tables.ts';

export interface Loaded {
  /** The time of the backup's snapshot, in ISO 8601. */
  readonly at: string;
  /** The number of rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Fills an empty platform from a backup in one transaction: everything or, when the backup is broken or the connection is lost, nothing.
 * Until the end everything else on this database waits, so mail that arrives in the meantime is deferred rather than refused.
 * Throws in-use (there are domains, accounts or waiting mail), invalid.
 */
export async function load(pool: Pool, source: AsyncIterable<Uint8Array>): Promise<Loaded> {
  const client = await connectAlone(pool);
  client.on('error', () => {}); // the running statement fails as well
  try {
    await client.query(`begin; ${SETTINGS}`);
    const loaded = await fill(client, source);
    await client.query('commit');
    return loaded;
  } finally {
    // Rolls back what is not committed, even in the middle of a COPY.
    await client.end();
  }
}

async function fill(client: Transaction, source: AsyncIterable<Uint8Array>): Promise<Loaded> {
  const tables = new Map((await savedTables(client)).map((table) => [table.name, table]));
  await takeEmpty(client, [...tables.keys()]);
  const parts = readFrames(source);
  const head = (await parts.next()).value?.frame as Head;
  await requireMigrations(client, head);
  const rows: Record<string, number> = {};
  for await (const { frame } of parts) {
    if ('sha256' in frame) break;
    if (!('table' in frame)) throw unexpected(frame);
    rows[frame.table] = (rows[frame.table] ?? 0) + (await fillTable(client, checked(tables, frame), parts));
  }
  for (const name of Object.keys(rows)) await advanceSequences(client, name);
  // The restored rows may be from before these jobs ran.
  await restartJobs(client);
  return { at: head.at, rows };
}

/** Locks all tables and makes sure that the platform is empty. */
async function takeEmpty(client: Transaction, tables: readonly string[]): Promise<void> {
  await client.query(`lock table ${tables.map(quoted).join(', ')} in access exclusive mode`);
  const { rows } = await client.query<{ used: boolean }>(
    `select exists (select 1 from domains) or exists (select 1 from accounts)
       or exists (select 1 from deliveries where state = 'queued') as used`,
  );
  if (rows[0]?.used) {
    throw new MailError(
      'in-use',
      'This platform already has domains, accounts or waiting mail: restore into an empty one',
    );
  }
  // Removes the traces and blobs that removed accounts have left.
  await client.query(`truncate ${tables.map(quoted).join(', ')}`);
}

async function requireMigrations(client: Transaction, head: Head): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const known = new Set(rows.map(({ name }) => name));
  const missing = head.migrations.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  throw new MailError(
    'invalid',
    `This backup is from a newer release of Postroom (it has the migrations ${missing.join(', ')}): upgrade this platform first, then restore`,
  );
}

/** Lets only known table and column names into a statement. Columns that are newer than the backup get their defaults. */
function checked(tables: ReadonlyMap<string, Table>, { table, columns }: TableStart): Table {
  const known = tables.get(table);
  if (!known || !columns.every((column) => known.columns.includes(column))) {
    throw new MailError('invalid', `This backup has a table or column that this release does not know: ${table}`);
  }
  return { name: table, columns };
}

async function fillTable(client: Transaction, table: Table, parts: AsyncGenerator<Part>): Promise<number> {
  const columns = table.columns.map(quoted).join(', ');
  const copy = client.query(from(`copy ${quoted(table.name)} (${columns}) from stdin`));
  const failed = once(copy, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => {});
  for (;;) {
    const { value, done } = await parts.next();
    if (done) throw new Error('unreachable: the reader ends with the seal');
    const { frame, data } = value;
    if (data) {
      if (!copy.write(data)) await Promise.race([once(copy, 'drain'), failed]);
      continue;
    }
    if (!('end' in frame)) throw unexpected(frame);
    copy.end();
    await finished(copy);
    if (copy.rowCount !== frame.rows) {
      throw new MailError('invalid', `Invalid backup: it has ${copy.rowCount} of ${frame.rows} rows of ${table.name}`);
    }
    return frame.rows;
  }
}

function unexpected(frame: Frame): MailError {
  return new MailError('invalid', `Invalid backup: ${Object.keys(frame)[0]} is out of place`);
}

/** Sets the table's sequences to continue after the highest restored number. */
async function advanceSequences(client: Transaction, table: string): Promise<void> {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select a.attname as column, pg_get_serial_sequence($1, a.attname) as sequence from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
       and pg_get_serial_sequence($1, a.attname) is not null`,
    [quoted(table)],
  );
  for (const { column, sequence } of rows) {
    await client.query(
      `select setval($1, (select max(${quoted(column)}) from ${quoted(table)})) where exists (select 1 from ${quoted(table)})`,
      [sequence],
    );
  }
}
