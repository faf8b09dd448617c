import { unpackLzma2 } from './lzma2.ts';

const MARK = Buffer.from('\xfd7zXZ\0', 'latin1');
/** The header of the file, behind which that of its first block says how long it is, and how many filters there are. */
const HEADER = 12;
const MORE_FILTERS = 3;
const MAX_UNPACKED = 128 * 1024;

export function isXz(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/** The first octets of what an xz file packs (its format, 2.1 and 3.1), of which the end may be missing; undefined where it is packed by more than LZMA2, or broken. */
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
