import type { BodyDecoder } from '../transfer-decoder.ts';

/** Octets that fill a line of 76 characters (RFC 2045 6.8). */
const LINE_OCTETS = 57;

/** Encodes base64 in lines, fed in pieces. The last line has no line end, since that belongs to the delimiter. */
export class Base64Encoder implements BodyDecoder {
  #rest: Buffer = Buffer.alloc(0);
  #hasLines = false;

  write(bytes: Uint8Array): Buffer {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : Buffer.from(bytes);
    const whole = all.length - (all.length % LINE_OCTETS);
    this.#rest = all.subarray(whole);
    return this.#lines(all.subarray(0, whole));
  }

  end(): Buffer {
    return this.#lines(this.#rest);
  }

  #lines(octets: Buffer): Buffer {
    const lines: string[] = this.#hasLines && octets.length > 0 ? [''] : [];
    for (let at = 0; at < octets.length; at += LINE_OCTETS) lines.push(octets.toString('base64', at, at + LINE_OCTETS));
    this.#hasLines ||= octets.length > 0;
    return Buffer.from(lines.join('\r\n'), 'latin1');
  }
}
