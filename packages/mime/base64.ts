import type { BodyDecoder } from './transfer-decoder.ts';

/** The sextet of each base64 character; 64 for padding, 255 for characters to skip. */
const sextets = new Uint8Array(256).fill(255);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  sextets[char.charCodeAt(0)] = value;
}
sextets['='.charCodeAt(0)] = 64;

/**
 * Decodes base64 (RFC 2045 6.8) in pieces. Skips characters outside the alphabet, as the RFC says. Padding ends a group,
 * so several encodings in a row decode too.
 */
export class Base64Decoder implements BodyDecoder {
  #bits = 0;
  #count = 0;

  write(bytes: Uint8Array): Buffer {
    const out = Buffer.allocUnsafe(Math.ceil(((bytes.length + 3) * 3) / 4));
    let length = 0;
    let bits = this.#bits;
    let count = this.#count;
    for (let i = 0; i < bytes.length; i++) {
      const sextet = sextets[bytes[i] as number] as number;
      if (sextet === 255) continue;
      if (sextet === 64) {
        count = 0;
        bits = 0;
        continue;
      }
      bits = (bits << 6) | sextet;
      // Each sextet but the first of a group completes one byte
      if (count > 0) out[length++] = bits >> (6 - 2 * count);
      count = (count + 1) & 3;
      if (count === 0) bits = 0;
    }
    this.#bits = bits;
    this.#count = count;
    return out.subarray(0, length);
  }

  end(): Buffer {
    return Buffer.alloc(0);
  }
}
