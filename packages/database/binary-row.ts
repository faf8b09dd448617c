/**
 * A row in the binary format of COPY: an int16 that counts the columns, then each column's length (-1 is null) and octets.
 * Columns are read in their order. One reader serves all rows, since most of what it gives out is copied anyway.
 */
export class BinaryRow {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Goes to the row that begins here; false at the end of the rows. */
  seek(bytes: Buffer, at: number): boolean {
    this.#bytes = bytes;
    this.#at = at + 2;
    return at < bytes.length && bytes.readInt16BE(at) !== -1;
  }

  /** The next column, a bigint that is not null. */
  int64(): number {
    const at = this.#next();
    return this.#bytes.readInt32BE(at) * 2 ** 32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** The next column, a bigint. */
  int64OrNull(): number | null {
    const at = this.#next();
    return at === -1 ? null : this.#bytes.readInt32BE(at) * 2 ** 32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** The next column. The octets are the connection's, which uses them again: copy what is kept. */
  bytes(): Buffer | null {
    const at = this.#next();
    return at === -1 ? null : this.#bytes.subarray(at, this.#at);
  }

  /** Where the next column's octets begin, or -1 for null; moves behind it. */
  #next(): number {
    const length = this.#bytes.readInt32BE(this.#at);
    const from = this.#at + 4;
    this.#at = from + Math.max(length, 0);
    return length === -1 ? -1 : from;
  }
}
