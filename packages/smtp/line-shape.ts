const CR = 13;
const LF = 10;

/** RFC 5321 4.5.3.1.6: octets of a line of text without its end. */
const MAX_LINE = 998;

/**
 * Looks at a message as it comes and knows whether it is lines of text, which go by DATA and come out as they went in
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

  /** Of all that came; an unfinished line is one too. */
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
