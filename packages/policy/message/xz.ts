import { unpackLzma2 } from './lzma2.ts';

const MARK = Buffer.from('\xfd7zXZ\0', 'latin1');
/** Octets of the file header; the header of the first block follows with its own size and the number of filters. */
const HEADER = 12;
const MORE_FILTERS = 3;
const MAX_UNPACKED = 128 * 1024;

export function isXz(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/** Unpacks the first octets of an xz file (its format, 2.1 and 3.1), whose end may be missing. Undefined when it is broken or uses another filter. */
export function unpackXz(bytes: Buffer): Buffer | undefined {
  const [size = 0, flags = 0] = bytes.subarray(HEADER, HEADER + 2);
  if ((flags & MORE_FILTERS) !== 0) return undefined;
  try {
    return unpackLzma2(bytes.subarray(HEADER + (size + 1) * 4), MAX_UNPACKED);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
