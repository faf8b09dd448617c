import { CR, EQUALS, LF, SPACE, TAB } from '../bytes.ts';

/** RFC 5321 4.5.3.1.6: octets of a line of text without its end. */
const MAX_LINE = 998;
const DEL = 0x7f;

/** What decides how a body is encoded: fed in pieces. */
export class BodyShape {
  isEightBit = false;
  #isBinary = false;
  #behindCr = false;
  #line = 0;
  #octets = 0;
  /** Those that quoted-printable writes as three. */
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

  /** It is not lines of text (RFC 2045 2.9). */
  get isBinary(): boolean {
    return this.#isBinary || this.#behindCr;
  }

  /** Most of it would not be readable in quoted-printable either, which takes more octets than base64 then. */
  get isMostlyEscaped(): boolean {
    return 2 * this.#escaped > this.#octets;
  }
}
