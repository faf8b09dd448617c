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

/** No character of these charsets ends in an octet below. */
const LEAST_TRAIL = 0x40;
/** A run of characters without an octet below that may be cut anywhere. */
const LONGEST_RUN = 64 * 1024;

/** Decodes text of one of these charsets that is there as a whole; undefined for others. */
export function doubleByte(name: string): { decode(bytes: Buffer): string } | undefined {
  const table = tables.get(name);
  return table === undefined ? undefined : { decode: (bytes) => iconv.decode(bytes, table) };
}

/** The same in pieces, cut where no character is: iconv-lite loses some of broken text that is cut within one. */
export class DoubleByteDecoder implements CharsetDecoder {
  readonly #whole: { decode(bytes: Buffer): string };
  #pending: Buffer = Buffer.alloc(0);

  constructor(whole: { decode(bytes: Buffer): string }) {
    this.#whole = whole;
  }

  write(bytes: Buffer): string {
    const all = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    const start = runStart(all);
    const end = all.length - start > LONGEST_RUN ? all.length : start;
    this.#pending = Buffer.from(all.subarray(end));
    return this.#whole.decode(all.subarray(0, end));
  }

  end(): string {
    return this.#whole.decode(this.#pending);
  }
}

/** Where the run begins that reaches to the end. */
function runStart(bytes: Buffer): number {
  let at = bytes.length;
  while (at > 0 && (bytes[at - 1] as number) >= LEAST_TRAIL) at--;
  return at;
}
