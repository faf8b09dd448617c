import { CR, EQUALS, LF, SPACE, TAB } from './bytes.ts';
import type { BodyDecoder } from './transfer-decoder.ts';

/** A longer run of blanks is kept as it is, so that only few octets wait for the next chunk. */
const MAX_PENDING = 1024;

/** Decodes quoted-printable (RFC 2045 6.7) in pieces. A `=` that begins no escape is kept as it is. */
export class QuotedPrintableDecoder implements BodyDecoder {
  /** An escape or a run of blanks that the end of the last chunk cut off. */
  #pending: Buffer = Buffer.alloc(0);

  write(bytes: Uint8Array): Buffer {
    return this.#decode(this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes, false);
  }

  end(): Buffer {
    return this.#decode(this.#pending, true);
  }

  #decode(bytes: Uint8Array, last: boolean): Buffer {
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte !== EQUALS && byte !== SPACE && byte !== TAB) {
        out[length++] = byte;
        at++;
        continue;
      }
      const blanksEnd = skipBlanks(bytes, byte === EQUALS ? at + 1 : at);
      if (!last && blanksEnd + 2 > bytes.length && bytes.length - at < MAX_PENDING) break;
      const lineEnd = lineEndLength(bytes, blanksEnd);
      const endsLine = lineEnd > 0 || (last && blanksEnd === bytes.length);
      if (byte === EQUALS && endsLine) {
        at = blanksEnd + lineEnd; // soft line break
      } else if (byte === EQUALS) {
        const value = hexPair(bytes[at + 1], bytes[at + 2]);
        out[length++] = value < 0 ? EQUALS : value;
        at += value < 0 ? 1 : 3;
      } else {
        // RFC 2045 6.7 (3): blanks at the end of a line were added in transport
        if (!endsLine) for (; at < blanksEnd; at++) out[length++] = bytes[at] as number;
        at = blanksEnd;
      }
    }
    this.#pending = Buffer.from(bytes.subarray(at));
    return out.subarray(0, length);
  }
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  return at;
}

function lineEndLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? 2 : 0;
}

/** Returns two hexadecimal digits of either case as a byte, or -1. */
export function hexPair(high: number | undefined, low: number | undefined): number {
  const value = hexDigit(high) * 16 + hexDigit(low);
  return value < 0 ? -1 : value;
}

function hexDigit(char: number | undefined): number {
  if (char === undefined) return -1000;
  if (char >= 0x30 && char <= 0x39) return char - 0x30;
  const letter = char | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1000;
}
