import { TextDecoder } from 'node:util';
import type { CharsetDecoder } from './charset-decoder.ts';
import { DoubleByteDecoder } from './double-byte.ts';

const TILDE = 0x7e;

/** Decodes HZ-GB-2312 (RFC 1843), which TextDecoder lacks: `~{` and `~}` around characters of GB 2312 in seven bits. Never throws. */
export class HzDecoder implements CharsetDecoder {
  readonly #gbk = new DoubleByteDecoder(new TextDecoder('gbk'));
  #inGb = false;
  /** The first of two octets, when the end of the last piece cut off the second. */
  #pending: Buffer = Buffer.alloc(0);

  write(bytes: Buffer): string {
    return this.#decode(this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes, false);
  }

  end(): string {
    return this.#decode(this.#pending, true);
  }

  #decode(bytes: Buffer, last: boolean): string {
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    while (at < bytes.length) {
      const octet = bytes[at] as number;
      const isPair = octet === TILDE || (this.#inGb && octet > 0x20);
      if (isPair && at + 1 === bytes.length && !last) break;
      const next = bytes[at + 1] ?? 0;
      at += isPair ? 2 : 1;
      if (octet === TILDE && (next === 0x7b || next === 0x7d)) this.#inGb = next === 0x7b;
      else if (octet === TILDE && next === TILDE) out[length++] = TILDE;
      else if (octet === TILDE && next === 0x0a) this.#inGb = false;
      else if (isPair && this.#inGb) {
        out[length++] = octet | 0x80;
        if (next > 0x20) out[length++] = next | 0x80;
        else at--;
      } else {
        if (isPair) at--;
        out[length++] = octet;
        if (octet === 0x0a) this.#inGb = false;
      }
    }
    this.#pending = Buffer.from(bytes.subarray(at));
    const text = this.#gbk.write(out.subarray(0, length));
    return last ? text + this.#gbk.end() : text;
  }
}
