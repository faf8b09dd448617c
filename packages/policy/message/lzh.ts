import type { ArchiveEntry } from './archive-entry.ts';
import { Octets } from './octets.ts';

const METHOD = /^-l[hz][0-9ds]-/;
const FILE_NAME = 1;
const STORED = '-lh0-';

export function isLzh(start: Buffer): boolean {
  return METHOD.test(start.toString('latin1', 2, 7));
}

/** Yields the entries of an LHA file (header levels 0 to 2), whose end may be missing. */
export function* lzhEntries(bytes: Buffer): Generator<ArchiveEntry> {
  for (let at = 0; isLzh(bytes.subarray(at, at + 7)); ) {
    const octets = new Octets(bytes, at);
    const size = octets.take(2);
    const method = octets.take(5).toString('latin1');
    const packedBytes = octets.take(4).readUInt32LE();
    octets.take(9);
    const level = octets.byte();
    const length = level < 2 ? octets.byte() : 0;
    let name = octets.take(length).toString('latin1');
    const end = at + (level < 2 ? (size[0] as number) + 2 : size.readUInt16LE());
    if (level > 0) {
      octets.at = level === 1 ? end - 2 : at + 24;
      name = longName(octets) ?? name;
    }
    yield { name, ...(method === STORED && { bytes: bytes.subarray(level === 1 ? octets.at : end) }) };
    at = end + packedBytes;
  }
}

/** Returns the name from the headers after the first; each tells how long the next is. */
function longName(octets: Octets): string | undefined {
  let name: string | undefined;
  for (let size = octets.take(2).readUInt16LE(); size > 2; ) {
    const kind = octets.byte();
    const value = octets.take(size - 3);
    if (kind === FILE_NAME) name = value.toString('latin1');
    size = octets.take(2).readUInt16LE();
  }
  return name;
}
