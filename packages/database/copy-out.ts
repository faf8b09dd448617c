import pg from 'pg';
import { BinaryRow } from './binary-row.ts';
import { CopyReader } from './copy-reader.ts';
import { DatabaseSocket } from './database-socket.ts';
import type { Pool } from './pool.ts';

/**
 * Runs a query whose columns arrive as raw octets (decision 0002); node-postgres decodes every column of other results as text.
 * COPY takes no parameters: write values into `select` with the literals below, and with nothing else.
 * @param read reads what it needs from a row, and copies the octets that it keeps
 */
export async function copyOut<T>(pool: Pool, select: string, read: (row: BinaryRow) => T): Promise<T[]> {
  const copy = new CopyOut(`copy (${select}) to stdout (format binary)`, read);
  // At run time pool.query() returns a promise for a submitted query object; the types assume that it returns the object itself.
  await (pool.query(copy) as unknown as Promise<unknown>);
  return copy.found;
}

/** Returns a bigint as SQL. Throws when it is not an integer. */
export function bigintLiteral(value: number): string {
  return BigInt(value).toString();
}

export function bigintArray(values: readonly number[]): string {
  return `'{${values.map(bigintLiteral).join()}}'::bigint[]`;
}

/** Returns an array of uuids as SQL. Throws when one is not a uuid. */
export function uuidArray(ids: readonly string[]): string {
  for (const id of ids) if (!UUID.test(id)) throw new Error('not a uuid');
  return `'{${ids.join()}}'::uuid[]`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The driver's own query class; its types leave `submit` out. A pipelined connection takes no other kind of query. */
const Query = pg.Query as unknown as new (text: string) => { submit(connection: pg.Connection): void };

/** A query that keeps the rows of a COPY, which the driver itself would ignore. */
class CopyOut<T> extends Query {
  readonly found: T[] = [];
  readonly #read: (row: BinaryRow) => T;
  readonly #row = new BinaryRow();
  #started = false;

  constructor(text: string, read: (row: BinaryRow) => T) {
    super(text);
    this.#read = read;
  }

  override submit(connection: pg.Connection): void {
    if (connection.stream instanceof DatabaseSocket) {
      const reader = new CopyReader((octets, at) => this.#take(octets, at));
      connection.stream.lend((octets) => reader.take(octets));
    }
    super.submit(connection);
  }

  /** Takes a row that comes through the driver, which happens over TLS. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#take(chunk, 0);
  }

  /** Reads one row. The server sends a message for each row; the first also has the header of the format in front. */
  #take(octets: Buffer, from: number): void {
    const at = this.#started ? from : from + HEADER + octets.readUInt32BE(from + HEADER - 4);
    this.#started = true;
    if (this.#row.seek(octets, at)) this.found.push(this.#read(this.#row));
  }
}

/** Octets of the signature, the flags, and the length of the header's extension. */
const HEADER = 19;
