import type pg from 'pg';
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
  return copy.rows;
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

/** A query of our own making, as node-postgres runs it. */
class CopyOut<T> implements pg.Submittable {
  readonly rows: T[] = [];
  /** Set by the pool, as long as it is not set here. */
  callback: ((error: Error | null, result?: CopyOut<T>) => void) | undefined;
  readonly #text: string;
  readonly #read: (row: BinaryRow) => T;
  readonly #row = new BinaryRow();
  #started = false;

  constructor(text: string, read: (row: BinaryRow) => T) {
    this.#text = text;
    this.#read = read;
  }

  submit(connection: pg.Connection): void {
    if (connection.stream instanceof DatabaseSocket) {
      const reader = new CopyReader((octets, at) => this.#take(octets, at));
      connection.stream.lend((octets) => reader.take(octets));
    }
    connection.query(this.#text);
  }

  /** Rows that come by the driver: over TLS. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#take(chunk, 0);
  }

  /** The server sends a message for each row, the first with the header of the format in front. */
  #take(octets: Buffer, from: number): void {
    const at = this.#started ? from : from + HEADER + octets.readUInt32BE(from + HEADER - 4);
    this.#started = true;
    if (this.#row.seek(octets, at)) this.rows.push(this.#read(this.#row));
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null, this);
  }
}

/** Octets of the signature, the flags and the length of what else the header holds. */
const HEADER = 19;
