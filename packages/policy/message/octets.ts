/** Reads values from octets, one after the other. Throws RangeError at the end, as Buffer does. */
export class Octets {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.at++);
  }

  /** Reads a text up to a NUL. Throws RangeError when it is longer than `most` octets. */
  text(most: number): string {
    const end = this.#bytes.indexOf(0, this.at);
    if (end < 0 || end - this.at > most) throw new RangeError('A text has no end');
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  /** Returns the octets from an offset on; none when it is beyond the end. */
  rest(from: number): Buffer {
    return this.#bytes.subarray(Math.min(from, this.#bytes.length));
  }

  take(length: number): Buffer {
    const end = this.at + length;
    if (!(length >= 0) || end > this.#bytes.length) throw new RangeError('There are no more octets');
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
