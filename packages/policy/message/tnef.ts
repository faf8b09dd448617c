import type { ArchiveEntry } from './archive-entry.ts';
import { Octets } from './octets.ts';

const MARK = Buffer.from([0x78, 0x9f, 0x3e, 0x22]);
const [BEGINS, TITLE, DATA] = [0x9002, 0x8010, 0x800f];
const MAX_NAME = 512;

export function isTnef(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/** Yields the files that Outlook put into a `winmail.dat` (MS-OXTNEF 2.1.3), whose end may be missing. */
export function* tnefEntries(bytes: Buffer): Generator<ArchiveEntry> {
  const octets = new Octets(bytes, MARK.length + 2);
  let name: string | undefined;
  let content: Buffer | undefined;
  while (octets.at < bytes.length) {
    octets.byte();
    const kind = octets.take(4).readUInt16LE();
    const size = octets.take(4).readUInt32LE();
    const value = octets.rest(octets.at).subarray(0, size);
    octets.at += size + 2;
    if (kind === BEGINS) {
      if (name !== undefined) yield entry(name, content);
      [name, content] = [undefined, undefined];
    } else if (kind === TITLE) name = value.toString('latin1', 0, MAX_NAME).replace(/\0.*$/s, '');
    else if (kind === DATA) content = value;
  }
  if (name !== undefined) yield entry(name, content);
}

function entry(name: string, bytes: Buffer | undefined): ArchiveEntry {
  return { name, ...(bytes && { bytes }) };
}
