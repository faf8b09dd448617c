/** A column of a page of rows as one base64 value: numbers of eight octets each, or byte strings one after the other. */
export class PackedColumn {
  readonly #bytes: Buffer;
  #taken = 0;

  constructor(base64: string) {
    this.#bytes = Buffer.from(base64, 'base64');
  }

  /** SQL that packs a bigint expression of those rows that meet a condition. */
  static ofNumbers(expression: string, condition?: string): string {
    const filter = condition === undefined ? '' : ` filter (where ${condition})`;
    return `encode(string_agg(int8send(${expression}), '')${filter}, 'base64')`;
  }

  /** SQL that packs a bytea expression; the lengths are sent separately as numbers. */
  static ofBytes(expression: string): string {
    return `encode(string_agg(${expression}, ''), 'base64')`;
  }

  /** The number of numbers. */
  get count(): number {
    return this.#bytes.length / 8;
  }

  number(index: number): number {
    return this.#bytes.readInt32BE(index * 8) * 2 ** 32 + this.#bytes.readUInt32BE(index * 8 + 4);
  }

  numbers(): Float64Array {
    const numbers = new Float64Array(this.count);
    for (let index = 0; index < numbers.length; index++) numbers[index] = this.number(index);
    return numbers;
  }

  /** Takes the next byte string. */
  take(length = 0): Buffer {
    this.#taken += length;
    return this.#bytes.subarray(this.#taken - length, this.#taken);
  }
}
