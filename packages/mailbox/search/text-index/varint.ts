/** Writes numbers below 2^28 as octets of seven bits each, lowest first; the high bit says that more follow. */
export class VarintWriter {
  readonly #bytes: Uint8Array;
  length = 0;

  /** @param most the most octets that are written between two calls of clear() */
  constructor(most: number) {
    this.#bytes = new Uint8Array(most);
  }

  number(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.length++] = rest;
  }

  octets(octets: Uint8Array): void {
    this.#bytes.set(octets, this.length);
    this.length += octets.length;
  }

  /** What was written since clear(); valid until the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

export class VarintReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** Returns the next number. Invalid octets also give some number, so the caller must check its range. */
  next(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const octet = this.#bytes[this.at++] ?? 0;
      value |= (octet & 0x7f) << shift;
      if (octet < 0x80) break;
    }
    return value;
  }
}
