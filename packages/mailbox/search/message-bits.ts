import { MailError } from '@postroom/types';

/** The most octets of bits for one search: a hundred questions about two million messages. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Facts about messages by id: rows of bits in which each id of a range has a place, lowest bit of each octet first. When most messages of an
 * account are asked about, a bit is found without a look-up.
 */
export class MessageBits {
  readonly firstId: number;
  readonly lastId: number;
  readonly #rowBits: number;
  readonly #bits: Buffer;

  /** Throws limit-reached when the bits would take too much memory. */
  constructor(firstId: number, lastId: number, rows: number) {
    this.firstId = firstId;
    this.lastId = lastId;
    this.#rowBits = Math.ceil((lastId - firstId + 1) / 8) * 8;
    const bytes = (this.#rowBits / 8) * rows;
    if (bytes > MAX_BYTES)
      throw new MailError('limit-reached', 'Too many keys for so many messages, ask for fewer of either');
    this.#bits = Buffer.alloc(bytes);
  }

  set(row: number, id: number): void {
    const at = row * this.#rowBits + id - this.firstId;
    this.#bits[at >> 3] = (this.#bits[at >> 3] as number) | (1 << (at & 7));
  }

  has(row: number, id: number): boolean {
    const at = row * this.#rowBits + id - this.firstId;
    return ((this.#bits[at >> 3] as number) & (1 << (at & 7))) !== 0;
  }

  /**
   * SQL: a message's bit in a row; null outside the range. All bits are passed as one value.
   * @param id SQL of the message's id
   */
  inSql(id: string, bind: (value: unknown) => string): (row: number) => string {
    const [first, last, bits] = [bind(this.firstId), bind(this.lastId), bind(this.#bits)];
    return (row) =>
      `(case when ${id} between ${first}::bigint and ${last}::bigint
        then get_bit(${bits}::bytea, ${id} - ${first}::bigint + ${row * this.#rowBits}) = 1 end)`;
  }
}
