import iconv from 'iconv-lite';
import type { CharsetDecoder } from './charset-decoder.ts';

/**
 * Charsets whose tables in TextDecoder (ICU's) lack what the Encoding Standard has: the extension of UHC (cp949), and the
 * characters of Hong Kong. iconv-lite has them.
 */
const tables: ReadonlyMap<string, string> = new Map([
  ['euc-kr', 'cp949'],
  ['big5', 'big5hkscs'],
]);

/** No character of these charsets, of Japanese ones and of GB 18030, has an octet below behind its first. */
const LEAST_TRAIL = 0x30;
/** A run of characters without an octet below that may be cut anywhere. */
const LONGEST_RUN = 64 * 1024;

/** Decodes text of one of these charsets that is there as a whole; undefined for others. */
export function doubleByte(name: string): { decode(bytes: Buffer): string } | undefined {
  const table = tables.get(name);
  return table === undefined ? undefined : { decode: (bytes) => iconv.decode(bytes, table) };
}

/** The same in pieces, cut where no character is: of broken text that is cut within one iconv-lite loses some, and TextDecoder throws. */
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

  /** What waits and this. */
  #decode(bytes: Buffer): string {
    const text = this.#whole.decode(Buffer.concat([...this.#pending.splice(0), bytes]));
    this.#pendingBytes = 0;
    return text;
  }
}

/** Where the run begins that reaches to the end. */
function runStart(bytes: Buffer): number {
  let at = bytes.length;
  while (at > 0 && (bytes[at - 1] as number) >= LEAST_TRAIL) at--;
  return at;
}
