const BLOCK = 512;
const SUM_AT = 148;
const SUM_BYTES = 8;
const SPACE = 32;
const NAME_BYTES = 100;
/** Kinds of entries that describe the next one: its long name (GNU), or a record with its path (pax). */
const LONG_NAME = 'L';
const RECORDS = 'x';
const PATH = /(?:^|\n)\d{1,10} path=([^\n]*)/;
const MAX_RECORDS = 16 * 1024;

export interface TarEntry {
  readonly name: string;
  /** The content, as far as it is there. */
  readonly bytes: Buffer;
}

/** Returns whether a tar file (POSIX pax, ustar) begins here: the checksum of its first header is right. */
export function isTar(bytes: Buffer): boolean {
  if (bytes.length < BLOCK) return false;
  let sum = SPACE * SUM_BYTES;
  for (let at = 0; at < BLOCK; at++) if (at < SUM_AT || at >= SUM_AT + SUM_BYTES) sum += bytes[at] as number;
  return octal(bytes, SUM_AT, SUM_BYTES) === sum;
}

/** Yields the entries of a tar file, whose end may be missing. */
export function* tarEntries(bytes: Buffer): Generator<TarEntry> {
  let known: string | undefined;
  for (let at = 0; ; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (!isTar(header)) return;
    const size = octal(header, 124, 12);
    if (!(size >= 0)) return;
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const kind = String.fromCharCode(header[156] as number);
    if (kind === LONG_NAME) known = text(content, 0, content.length);
    else if (kind === RECORDS) known = PATH.exec(content.toString('utf8', 0, MAX_RECORDS))?.[1] ?? known;
    else {
      yield { name: known ?? text(header, 0, NAME_BYTES), bytes: content };
      known = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function octal(bytes: Buffer, at: number, length: number): number {
  return Number.parseInt(text(bytes, at, length).trim(), 8);
}

function text(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}
