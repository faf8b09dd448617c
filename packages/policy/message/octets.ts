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

  take(length: number): Buffer {
    const end = this.at + length;
    if (!(length >= 0) || end > this.#bytes.length) throw new RangeError('There are no more octets');
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
