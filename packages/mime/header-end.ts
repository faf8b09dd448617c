import { CR, LF } from './bytes.ts';

/**
 * Finds where a header block ends, in octets that come in pieces of any length; each octet is looked at once. A header
 * ends behind its first empty line (RFC 5322 2.1); a bare LF counts as a line end.
 */
export class HeaderEnd {
  #atLineStart = true;
  #sawCr = false;

  /** Takes the next octets of the message. Returns how many of them are the header's, or -1 when it goes on. */
  push(piece: Uint8Array): number {
    let at = 0;
    while (at < piece.length) {
      if (!this.#atLineStart) {
        const lf = piece.indexOf(LF, at);
        if (lf === -1) return -1;
        this.#atLineStart = true;
        at = lf + 1;
        continue;
      }
      const octet = piece[at++];
      if (octet === LF) return at;
      this.#atLineStart = octet === CR && !this.#sawCr;
      this.#sawCr = this.#atLineStart;
    }
    return -1;
  }
}
