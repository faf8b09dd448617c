const MARKS = [Buffer.from('BZh'), Buffer.from([0x1f, 0x9d])];
const [HAS_EXTRA, HAS_NAME] = [4, 8];
const MAX_NAME = 512;

/** Returns whether this is a single file packed by a method that is not unpacked here: bzip2, compress. */
export function isPackedFile(start: Buffer): boolean {
  return MARKS.some((mark) => start.subarray(0, mark.length).equals(mark));
}

/** Returns the name of a packed file after unpacking. */
export function nameWithin(name: string): string {
  return name.replace(/\.(?:gz|xz|bz2|zst|lzma|z)\s*$/i, '');
}

/** Returns the original name that a gzip file carries (RFC 1952 2.3). */
export function gzipName(bytes: Buffer): string | undefined {
  const flags = bytes[3] ?? 0;
  if ((flags & HAS_NAME) === 0 || bytes.length < 12) return undefined;
  const start = (flags & HAS_EXTRA) === 0 ? 10 : 12 + bytes.readUInt16LE(10);
  const end = bytes.indexOf(0, start);
  return end > start && end - start <= MAX_NAME ? bytes.toString('latin1', start, end) : undefined;
}
