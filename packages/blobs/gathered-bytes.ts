/** Room for this many octets at least is taken when a second piece comes. */
const SMALLEST = 4 * 1024;

/**
 * Octets that arrive in pieces, in one memory that grows by doubling: a list of millions of tiny pieces would weigh a
 * hundred times what was sent. What was given out is never written to again.
 */
export class GatheredBytes {
  #memory: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** Keeps the piece as it is when it is all there is; else copies it. */
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

  /** Gives out the first octets, all unless told. */
  take(length = this.length): Buffer {
    const taken = this.#memory.subarray(this.#start, this.#start + length);
    this.#start += length;
    // What was taken shall not stay in memory for the sake of a few octets behind it.
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

/** A short piece of a long chunk would keep the whole chunk in memory. */
function ownsItsMemory(piece: Buffer): boolean {
  return piece.buffer.byteLength <= 2 * piece.length;
}
