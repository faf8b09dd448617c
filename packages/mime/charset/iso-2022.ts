import { TextDecoder } from 'node:util';
import type { CharsetDecoder } from './charset-decoder.ts';

const ESCAPE = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;

/** A character set that an escape sequence selects: its octets, with `front` before each character, are decoded as `encoding`. */
interface Designated {
  octets: 1 | 2;
  encoding: string;
  front?: number;
}

const ascii: Designated = { octets: 1, encoding: 'windows-1252' };
const jis: Designated = { octets: 2, encoding: 'euc-jp' };
const gb: Designated = { octets: 2, encoding: 'gbk' };
const ksc: Designated = { octets: 2, encoding: 'euc-kr' };
/** CNS 11643, for which there is no decoder: each character becomes U+FFFD. */
const cns: Designated = { octets: 2, encoding: '' };

/** What follows ESC (RFC 1468, 1554, 1557, 1922, 2237; JIS X 0213), and whether SO selects the set. */
const escapes = new Map<string, { set: Designated; shifted: boolean }>([
  ...['(B', '(J'].map((code) => entry(code, ascii)),
  ...['$@', '$B', '$(O', '$(Q', '$(P'].map((code) => entry(code, jis)),
  entry('$(D', { octets: 2, encoding: 'euc-jp', front: 0x8f }),
  entry('(I', { octets: 1, encoding: 'euc-jp', front: 0x8e }),
  entry('$A', gb),
  entry('$(C', ksc),
  entry('$)A', gb, true),
  entry('$)C', ksc, true),
  ...['$)E', '$)G', '$*H'].map((code) => entry(code, cns, true)),
]);

function entry(code: string, set: Designated, shifted = false): [string, { set: Designated; shifted: boolean }] {
  return [code, { set, shifted }];
}

/** Decodes the ISO-2022 charsets of mail that TextDecoder lacks: -KR, -CN, -JP-1, -JP-2, -JP-3 and -JP-2004. Never throws. */
export class Iso2022Decoder implements CharsetDecoder {
  #unshifted = ascii;
  #shifted = ascii;
  #isShifted = false;
  /** An escape sequence or a character that the end of the last piece cut off. */
  #pending: Buffer = Buffer.alloc(0);

  write(bytes: Buffer): string {
    return this.#decode(this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes, false);
  }

  end(): string {
    return this.#decode(this.#pending, true);
  }

  #decode(bytes: Buffer, last: boolean): string {
    let text = '';
    let at = 0;
    this.#pending = Buffer.alloc(0);
    while (at < bytes.length) {
      const octet = bytes[at] as number;
      if (octet === ESCAPE) {
        if (!last && bytes.length - at < 4) break;
        at += this.#escape(bytes.toString('latin1', at + 1, at + 4));
      } else if (octet === SHIFT_OUT || octet === SHIFT_IN) {
        this.#isShifted = octet === SHIFT_OUT;
        at++;
      } else if (octet <= 0x20) {
        // Each line begins in ASCII (RFC 1468)
        if (octet === 0x0a) this.#isShifted = false;
        text += String.fromCharCode(octet);
        at++;
      } else {
        const end = runEnd(bytes, at);
        const set = this.#isShifted ? this.#shifted : this.#unshifted;
        const odd = (end - at) % set.octets;
        if (!last && end === bytes.length && odd > 0 && end - odd === at) break;
        const whole = !last && end === bytes.length ? end - odd : end;
        text += decodeRun(bytes.subarray(at, whole), set);
        at = whole;
      }
    }
    this.#pending = Buffer.from(bytes.subarray(at));
    return text;
  }

  /** Returns the length of the sequence including its ESC; 1 for an unknown sequence. */
  #escape(following: string): number {
    for (const length of [3, 2]) {
      const found = escapes.get(following.slice(0, length));
      if (!found) continue;
      if (found.shifted) this.#shifted = found.set;
      else this.#unshifted = found.set;
      return length + 1;
    }
    return 1;
  }
}

function runEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && (bytes[at] as number) > 0x20) at++;
  return at;
}

const decoders = new Map<string, TextDecoder>();

function decodeRun(run: Buffer, { octets, encoding, front }: Designated): string {
  if (encoding === '') return '\ufffd'.repeat(Math.ceil(run.length / octets));
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  if (octets === 1 && front === undefined) return decoder.decode(run);
  const shifted: number[] = [];
  for (let at = 0; at < run.length; at += octets) {
    if (front !== undefined) shifted.push(front);
    for (let i = at; i < at + octets && i < run.length; i++) shifted.push((run[i] as number) | 0x80);
  }
  return decoder.decode(Uint8Array.from(shifted));
}
