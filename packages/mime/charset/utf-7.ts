import type { CharsetDecoder } from './charset-decoder.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;

const sextets = new Int8Array(256).fill(-1);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  sextets[char.charCodeAt(0)] = value;
}

/** Decodes UTF-7 (RFC 2152) one octet at a time: iconv-lite makes a buffer of each shifted run, and hostile mail may have very many. */
export class Utf7Decoder implements CharsetDecoder {
  #shifted = false;
  /** Whether nothing came yet after the `+`. */
  #justShifted = false;
  #bits = 0;
  #count = 0;

  write(bytes: Buffer): string {
    const units = new Uint16Array(bytes.length);
    let length = 0;
    for (const octet of bytes) {
      const sextet = this.#shifted ? (sextets[octet] as number) : -1;
      if (sextet >= 0) {
        this.#justShifted = false;
        this.#bits = ((this.#bits << 6) | sextet) & 0x3fffff;
        this.#count += 6;
        if (this.#count < 16) continue;
        this.#count -= 16;
        units[length++] = this.#bits >> this.#count;
        this.#bits &= (1 << this.#count) - 1;
      } else if (this.#shifted) {
        this.#shifted = false;
        if (octet !== MINUS) units[length++] = octet < 0x80 ? octet : 0xfffd;
        else if (this.#justShifted) units[length++] = PLUS;
      } else if (octet === PLUS) {
        this.#shifted = this.#justShifted = true;
        this.#bits = this.#count = 0;
      } else {
        units[length++] = octet < 0x80 ? octet : 0xfffd;
      }
    }
    return Buffer.from(units.buffer, 0, 2 * length).toString('utf16le');
  }

  end(): string {
    return '';
  }
}
