import { MailError } from '@postroom/types';

/** Octets of bits that one search holds: a hundred questions about two million messages. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What is known of messages by their ids: rows of bits, in which each id of a range has its place, the lowest of each octet first. Where
 * most messages of an account are asked about, a bit is found without a look-up.
 */
export class MessageBits {
  readonly firstId: number;
  readonly lastId: number;
  readonly #rowBits: number;
  readonly #bits: Buffer;

  /** Throws limit-reached. */
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
   * SQL: the bit of a message in a row; null outside the range. All bits are one value.
   * @param id SQL of the message's id
   */
  inSql(id: string, bind: (value: unknown) => string): (row: number) => string {
    const [first, last, bits] = [bind(this.firstId), bind(this.lastId), bind(this.#bits)];
    return (row) =>
      `(case when ${id} between ${first}::bigint and ${last}::bigint
        then get_bit(${bits}::bytea, ${id} - ${first}::bigint + ${row * this.#rowBits}) = 1 end)`;
  }
}
