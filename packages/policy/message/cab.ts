import type { ArchiveEntry } from './archive-entry.ts';
import { Octets } from './octets.ts';

const MARK = Buffer.from('MSCF');
const MAX_NAME = 257;

export function isCab(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/** Yields the entries of a cabinet file (MS-CAB 2.3), which lists all names before the contents. */
export function* cabEntries(bytes: Buffer): Generator<ArchiveEntry> {
  const octets = new Octets(bytes, 16);
  octets.at = octets.take(4).readUInt32LE();
  for (let left = new Octets(bytes, 28).take(2).readUInt16LE(); left > 0; left--) {
    octets.take(16);
    yield { name: octets.text(MAX_NAME) };
  }
}
