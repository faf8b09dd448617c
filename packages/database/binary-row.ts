/**
 * Reads a row in the binary format of COPY: an int16 with the number of columns, then each column's length (-1 is null) and octets.
 * Columns are read in order. One reader serves all rows, because most of what it returns is copied anyway.
 */
export class BinaryRow {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Moves to the row that begins at `at`. Returns false at the end of the rows. */
  seek(bytes: Buffer, at: number): boolean {
    this.#bytes = bytes;
    this.#at = at + 2;
    return at < bytes.length && bytes.readInt16BE(at) !== -1;
  }

  /** Reads the next column, a bigint that is not null. */
  int64(): number {
    const at = this.#next();
    return this.#bytes.readInt32BE(at) * 2 ** 32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** Reads the next column, a bigint or null. */
  int64OrNull(): number | null {
    const at = this.#next();
    return at === -1 ? null : this.#bytes.readInt32BE(at) * 2 ** 32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** Reads the next column as octets, or null. The buffer belongs to the connection and is used again: copy what you keep. */
  bytes(): Buffer | null {
    const at = this.#next();
    return at === -1 ? null : this.#bytes.subarray(at, this.#at);
  }

  /** Moves past the next column. Returns where its octets begin, or -1 for null. */
  #next(): number {
    const length = this.#bytes.readInt32BE(this.#at);
    const from = this.#at + 4;
    this.#at = from + Math.max(length, 0);
    return length === -1 ? -1 : from;
  }
}
