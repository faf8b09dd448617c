import { MailError } from '@postroom/types';

/** The most octets of bits for one search: two thousand questions about a hundred thousand messages. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What was found in messages: for each uid, ascending, a row of bits by question number, lowest bit of each octet first. Other uids have no
 * row. However many there are, they take only two blocks of memory.
 */
export class FoundBits {
  #uids = new Uint32Array(16);
  #bits = Buffer.alloc(0);
  #rowBytes = 0;
  #count = 0;

  get uids(): Uint32Array {
    return this.#uids.subarray(0, this.#count);
  }

  /** All rows, one after the other. */
  get bits(): Buffer {
    return this.#bits.subarray(0, this.#count * this.#rowBytes);
  }

  /** The octets of one row. */
  get rowBytes(): number {
    return this.#rowBytes;
  }

  /** Adds the row of a message; all rows must have the same length. Throws limit-reached. */
  add(uid: number, row: Uint8Array): void {
    this.#rowBytes ||= row.length;
    if (row.length !== this.#rowBytes) throw new Error('a row of bits has another length');
    if ((this.#count + 1) * row.length > MAX_BYTES) {
      throw new MailError('limit-reached', 'Too many keys for so many messages, ask for fewer of either');
    }
    this.#reserve();
    this.#uids[this.#count] = uid;
    this.#bits.set(row, this.#count * this.#rowBytes);
    this.#count += 1;
  }

  #reserve(): void {
    const rows = this.#uids.length;
    if (this.#count < rows && this.#bits.length > 0) return;
    const wanted = this.#count < rows ? rows : rows * 2;
    const uids = new Uint32Array(wanted);
    uids.set(this.uids);
    const bits = Buffer.alloc(wanted * this.#rowBytes);
    this.bits.copy(bits);
    this.#uids = uids;
    this.#bits = bits;
  }
}
