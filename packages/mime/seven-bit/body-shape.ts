import { CR, EQUALS, LF, SPACE, TAB } from '../bytes.ts';

/** The most octets of a text line without its end (RFC 5321 4.5.3.1.6). */
const MAX_LINE = 998;
const DEL = 0x7f;

/** Measures a body, fed in pieces, to decide how to encode it. */
export class BodyShape {
  isEightBit = false;
  #isBinary = false;
  #behindCr = false;
  #line = 0;
  #octets = 0;
  /** Octets that quoted-printable writes as three. */
  #escaped = 0;

  push(bytes: Uint8Array): void {
    this.#octets += bytes.length;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === LF) {
        if (!this.#behindCr) this.#isBinary = true;
        this.#line = 0;
      } else {
        if (this.#behindCr) this.#isBinary = true;
        if (byte !== CR && ++this.#line > MAX_LINE) this.#isBinary = true;
        if (byte > DEL) this.isEightBit = true;
        if (byte === 0) this.#isBinary = true;
        if (byte >= DEL || byte === EQUALS || (byte < SPACE && byte !== TAB && byte !== CR)) this.#escaped++;
      }
      this.#behindCr = byte === CR;
    }
  }

  /** Whether the body is not lines of text (RFC 2045 2.9). */
  get isBinary(): boolean {
    return this.#isBinary || this.#behindCr;
  }

  /** Whether most octets need an escape: then quoted-printable is not readable and longer than base64. */
  get isMostlyEscaped(): boolean {
    return 2 * this.#escaped > this.#octets;
  }
}
