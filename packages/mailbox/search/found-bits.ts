import { MailError } from '@postroom/types';

/** Octets of bits that one search holds: two thousand questions about a hundred thousand messages. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What was found in messages, gathered by ascending uid: a row of bits for each, by number, the lowest of each octet first. Others
 * have none. However many there are, they are two blocks of octets.
 */
export class FoundBits {
  #uids = new Uint32Array(16);
  #bits = Buffer.alloc(0);
  #rowBytes = 0;
  #count = 0;

  get uids(): Uint32Array {
    return this.#uids.subarray(0, this.#count);
  }

  /** The rows one behind the other. */
  get bits(): Buffer {
    return this.#bits.subarray(0, this.#count * this.#rowBytes);
  }

  /** Octets of a row. */
  get rowBytes(): number {
    return this.#rowBytes;
  }

  /** Adds the row of a message; all are of one length. Throws limit-reached. */
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
