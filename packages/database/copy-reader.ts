/** Types of the server's messages during COPY: CopyOutResponse, CopyData, CopyDone. */
const [COPY_OUT, COPY_DATA, COPY_DONE] = Buffer.from('Hdc') as unknown as [number, number, number];
/** Octets of a message's type and length. */
const HEAD = 5;

/** Cuts what the server sends during COPY into its messages. */
export class CopyReader {
  readonly #onData: (octets: Buffer, at: number) => void;
  /** Holds the part of a message that has arrived; it is used again for the next message. */
  #memory: Buffer = Buffer.alloc(0);
  #held = 0;

  /** @param onData gets the content of a CopyData, which begins at `at`; the octets are overwritten later */
  constructor(onData: (octets: Buffer, at: number) => void) {
    this.#onData = onData;
  }

  /** Takes octets of any length. Returns the rest from the first message that does not belong to COPY, or undefined when all belong. */
  take(chunk: Buffer): Buffer | undefined {
    const octets = this.#held === 0 ? chunk : this.#append(chunk);
    let at = 0;
    while (at < octets.length) {
      const type = octets[at];
      if (type !== COPY_DATA && type !== COPY_OUT && type !== COPY_DONE) return octets.subarray(at);
      if (at + HEAD > octets.length) break;
      const end = at + 1 + octets.readUInt32BE(at + 1);
      if (end > octets.length) break;
      if (type === COPY_DATA) this.#onData(octets, at + HEAD);
      at = end;
    }
    this.#hold(octets, at);
    return undefined;
  }

  #append(chunk: Buffer): Buffer {
    const length = this.#held + chunk.length;
    this.#reserve(length);
    chunk.copy(this.#memory, this.#held);
    return this.#memory.subarray(0, length);
  }

  /** Keeps the octets from `at` on, unless they already stand at the start of the memory. */
  #hold(octets: Buffer, at: number): void {
    this.#held = octets.length - at;
    if (at === 0 && octets.buffer === this.#memory.buffer) return;
    this.#reserve(this.#held);
    octets.copy(this.#memory, 0, at);
  }

  #reserve(length: number): void {
    if (length <= this.#memory.length) return;
    const memory = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#memory.length));
    this.#memory.copy(memory);
    this.#memory = memory;
  }
}
