/** Reads what stands in octets, one after the other. Throws RangeError where there are no more, as Buffer does. */
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

  /** Text up to a NUL, so many octets at most. */
  text(most: number): string {
    const end = this.#bytes.indexOf(0, this.at);
    if (end < 0 || end - this.at > most) throw new RangeError('A text has no end');
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  /** What stands from there on; nothing where that is beyond the end. */
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
