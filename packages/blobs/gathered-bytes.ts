/** The least memory that is allocated when a second piece comes. */
const SMALLEST = 4 * 1024;

/**
 * Octets that arrive in pieces, kept in one memory that grows by doubling: a list of millions of tiny pieces would need a hundred
 * times the memory of their octets. Octets that were taken out are never overwritten.
 */
export class GatheredBytes {
  #memory: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** Appends a piece. It is kept without a copy when it is the only one. */
  append(piece: Buffer): void {
    if (this.length === 0 && ownsItsMemory(piece)) {
      this.#memory = piece;
      this.#start = 0;
      this.#end = piece.length;
      return;
    }
    this.#reserve(piece.length);
    this.#memory.set(piece, this.#end);
    this.#end += piece.length;
  }

  /** Takes the first octets out; by default all. */
  take(length = this.length): Buffer {
    const taken = this.#memory.subarray(this.#start, this.#start + length);
    this.#start += length;
    // Otherwise a few remaining octets would keep the memory of those that were taken.
    if (this.length < length) this.#moveTo(this.length);
    return taken;
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#memory.length) return;
    this.#moveTo(Math.max(SMALLEST, 2 * this.length, this.length + more));
  }

  #moveTo(bytes: number): void {
    const memory = Buffer.allocUnsafeSlow(bytes);
    const { length } = this;
    this.#memory.copy(memory, 0, this.#start, this.#end);
    this.#memory = memory;
    this.#start = 0;
    this.#end = length;
  }
}

/** Returns whether a piece uses most of its memory. Otherwise a short piece would keep a whole long chunk in memory. */
function ownsItsMemory(piece: Buffer): boolean {
  return piece.buffer.byteLength <= 2 * piece.length;
}
