import pg from 'pg';
import { BinaryRow } from './binary-row.ts';
import { CopyReader } from './copy-reader.ts';
import { DatabaseSocket } from './database-socket.ts';
import type { Pool } from './pool.ts';

/**
 * Runs a query whose columns come as the octets they are (decision 0002): node-postgres decodes every column of other
 * results as text. COPY takes no parameters: write them into `select` with the literals below, and nothing else.
 * @param read takes what it wants from a row, and copies the octets that it keeps
 */
export async function copyOut<T>(pool: Pool, select: string, read: (row: BinaryRow) => T): Promise<T[]> {
  const copy = new CopyOut(`copy (${select}) to stdout (format binary)`, read);
  // A pool promises the end of a query that a client would hand back at once; its types know the client alone.
  await (pool.query(copy) as unknown as Promise<unknown>);
  return copy.found;
}

/** A bigint, or an array of them, as SQL. Throws on what is no integer. */
export function bigintLiteral(value: number): string {
  return BigInt(value).toString();
}

export function bigintArray(values: readonly number[]): string {
  return `'{${values.map(bigintLiteral).join()}}'::bigint[]`;
}

/** An array of uuids as SQL. Throws on what is none. */
export function uuidArray(ids: readonly string[]): string {
  for (const id of ids) if (!UUID.test(id)) throw new Error('not a uuid');
  return `'{${ids.join()}}'::uuid[]`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The driver's own query, whose types say that `submit` is no method. Pipelines take no other kind. */
const Query = pg.Query as unknown as new (text: string) => { submit(connection: pg.Connection): void };

/** Keeps the rows of a COPY, which the driver would pass over. */
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

  /** Rows that come by the driver: over TLS. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#take(chunk, 0);
  }

  /** The server sends a message for each row, the first with the header of the format in front. */
  #take(octets: Buffer, from: number): void {
    const at = this.#started ? from : from + HEADER + octets.readUInt32BE(from + HEADER - 4);
    this.#started = true;
    if (this.#row.seek(octets, at)) this.found.push(this.#read(this.#row));
  }
}

/** Octets of the signature, the flags and the length of what else the header holds. */
const HEADER = 19;
