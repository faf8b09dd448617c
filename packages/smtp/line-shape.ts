const CR = 13;
const LF = 10;

/** The most octets of a text line without its end (RFC 5321 4.5.3.1.6). */
const MAX_LINE = 998;

/**
 * Reads a message as it arrives and tells whether it is lines of text, which DATA transports unchanged
 * (RFC 2045 2.7, 2.8), or binary (2.9): it has a NUL, a bare CR or LF, or a line that is too long.
 */
export class LineShape {
  #isBinary = false;
  #length = 0;
  #behindCr = false;

  /** Takes the next octets, cut anywhere. */
  push(chunk: Uint8Array): void {
    if (this.#isBinary || chunk.length === 0) return;
    const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#isBinary = octets.includes(0) || !this.#isLines(octets);
  }

  /** Whether what came so far is binary; an unfinished line counts. */
  get isBinary(): boolean {
    return this.#isBinary || this.#behindCr;
  }

  #isLines(octets: Buffer): boolean {
    let at = 0;
    if (this.#behindCr) {
      if (octets[0] !== LF) return false;
      this.#behindCr = false;
      this.#length = 0;
      at = 1;
    }
    while (at < octets.length) {
      const cr = octets.indexOf(CR, at);
      const end = cr < 0 ? octets.length : cr;
      const lf = octets.indexOf(LF, at);
      if (lf >= 0 && lf < end) return false;
      this.#length += end - at;
      if (this.#length > MAX_LINE) return false;
      if (cr < 0) return true;
      if (cr + 1 === octets.length) {
        this.#behindCr = true;
        return true;
      }
      if (octets[cr + 1] !== LF) return false;
      this.#length = 0;
      at = cr + 2;
    }
    return true;
  }
}
