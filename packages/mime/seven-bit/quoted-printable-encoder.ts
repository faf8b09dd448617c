import { appendTo, CR, DASH, EQUALS, LF, SPACE, TAB } from '../bytes.ts';
import type { BodyDecoder } from '../transfer-decoder.ts';

/** The most characters of a line (RFC 2045 6.7 (5)), leaving one for a soft break. */
const MAX_LINE = 75;
const HARD_BREAK = Buffer.from('\r\n');
const SOFT_BREAK = Buffer.from('=\r\n');
const ESCAPES = Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(`=${byte.toString(16).toUpperCase().padStart(2, '0')}`),
);

/** Encodes quoted-printable, fed in pieces. No line begins with a dash, so that none looks like a delimiter of the surrounding parts. */
export class QuotedPrintableEncoder implements BodyDecoder {
  readonly #anyLineEnd: boolean;
  #out: Buffer = Buffer.alloc(0);
  #length = 0;
  #column = 0;
  /** A CR or a blank whose encoding depends on the next octet; -1 for none. */
  #held = -1;

  /** @param anyLineEnd a bare CR or LF ends a line too, for bodies that are not decoded first */
  constructor({ anyLineEnd }: { anyLineEnd: boolean }) {
    this.#anyLineEnd = anyLineEnd;
  }

  write(bytes: Uint8Array): Buffer {
    this.#out = Buffer.allocUnsafe(bytes.length * 2 + 16);
    this.#length = 0;
    for (let at = 0; at < bytes.length; at++) this.#take(bytes[at] as number);
    return this.#out.subarray(0, this.#length);
  }

  end(): Buffer {
    this.#out = Buffer.alloc(0);
    this.#length = 0;
    if (this.#held === CR) this.#bareLineEnd(CR);
    else if (this.#held >= 0) this.#escape(this.#held);
    this.#held = -1;
    return this.#out.subarray(0, this.#length);
  }

  #take(byte: number): void {
    const held = this.#held;
    this.#held = -1;
    if (held === CR && byte === LF) this.#endLine();
    else {
      if (held === CR) this.#bareLineEnd(CR);
      // RFC 2045 6.7 (3): no line ends with a blank.
      else if (held >= 0 && (byte === CR || byte === LF)) this.#escape(held);
      else if (held >= 0) this.#literal(held);
      this.#begin(byte);
    }
  }

  #begin(byte: number): void {
    if (byte === CR || byte === SPACE || byte === TAB) this.#held = byte;
    else if (byte === LF) this.#bareLineEnd(LF);
    else if (byte < SPACE || byte > 0x7e || byte === EQUALS) this.#escape(byte);
    else if (byte === DASH && this.#isAtLineStart) this.#escape(byte);
    else this.#literal(byte);
  }

  /** Whether the next octet begins a line, also because the current line is full. */
  get #isAtLineStart(): boolean {
    return this.#column === 0 || this.#column === MAX_LINE;
  }

  #bareLineEnd(byte: number): void {
    if (this.#anyLineEnd) this.#endLine();
    else this.#escape(byte);
  }

  #endLine(): void {
    this.#add(HARD_BREAK);
    this.#column = 0;
  }

  #literal(byte: number): void {
    this.#fit(1);
    if (this.#length === this.#out.length) this.#out = appendTo(this.#out, this.#length, Buffer.of(byte));
    else this.#out[this.#length] = byte;
    this.#length++;
    this.#column++;
  }

  #escape(byte: number): void {
    this.#fit(3);
    this.#add(ESCAPES[byte] as Buffer);
    this.#column += 3;
  }

  #fit(width: number): void {
    if (this.#column + width <= MAX_LINE) return;
    this.#add(SOFT_BREAK);
    this.#column = 0;
  }

  #add(octets: Buffer): void {
    this.#out = appendTo(this.#out, this.#length, octets);
    this.#length += octets.length;
  }
}
