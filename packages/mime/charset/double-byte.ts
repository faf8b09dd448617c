import iconv from 'iconv-lite';
import type { CharsetDecoder } from './charset-decoder.ts';

/**
 * Charsets whose tables in TextDecoder (from ICU) lack characters of the Encoding Standard: the UHC extension (cp949) and the
 * Hong Kong characters. iconv-lite has them.
 */
const tables: ReadonlyMap<string, string> = new Map([
  ['euc-kr', 'cp949'],
  ['big5', 'big5hkscs'],
]);

/** The least value of a second or later octet of a character in these charsets, the Japanese ones and GB 18030. */
const LEAST_TRAIL = 0x30;
/** A run of octets of at least LEAST_TRAIL that is longer than this may be cut anywhere. */
const LONGEST_RUN = 64 * 1024;

/** Returns a decoder for complete text in one of these charsets; undefined for other charsets. */
export function doubleByte(name: string): { decode(bytes: Buffer): string } | undefined {
  const table = tables.get(name);
  return table === undefined ? undefined : { decode: (bytes) => iconv.decode(bytes, table) };
}

/** Decodes in pieces, cut only between characters: in a cut character of broken text iconv-lite loses some octets, and TextDecoder throws. */
export class DoubleByteDecoder implements CharsetDecoder {
  readonly #whole: { decode(bytes: Buffer): string };
  readonly #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(whole: { decode(bytes: Buffer): string }) {
    this.#whole = whole;
  }

  write(bytes: Buffer): string {
    const start = runStart(bytes);
    const runBytes = bytes.length - start + (start === 0 ? this.#pendingBytes : 0);
    if (runBytes > LONGEST_RUN) return this.#decode(bytes);
    const text = start > 0 ? this.#decode(bytes.subarray(0, start)) : '';
    this.#pending.push(Buffer.from(bytes.subarray(start)));
    this.#pendingBytes = runBytes;
    return text;
  }

  end(): string {
    return this.#decode(Buffer.alloc(0));
  }

  /** Decodes the pending octets and these. */
  #decode(bytes: Buffer): string {
    const text = this.#whole.decode(Buffer.concat([...this.#pending.splice(0), bytes]));
    this.#pendingBytes = 0;
    return text;
  }
}

/** Returns where the run of octets of at least LEAST_TRAIL begins that reaches to the end. */
function runStart(bytes: Buffer): number {
  let at = bytes.length;
  while (at > 0 && (bytes[at - 1] as number) >= LEAST_TRAIL) at--;
  return at;
}
