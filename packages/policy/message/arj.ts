import type { ArchiveEntry } from './archive-entry.ts';
import { Octets } from './octets.ts';

const MARK = Buffer.from([0x60, 0xea]);
const MAX_NAME = 512;
/** The kind of an entry that describes the archive itself. */
const ARCHIVE = 2;
const LOCKED = 1;
const STORED = 0;

export function isArj(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK) && start[10] === ARCHIVE;
}

/** Yields the entries of an ARJ file (its technote.txt), whose end may be missing. */
export function* arjEntries(bytes: Buffer): Generator<ArchiveEntry> {
  const octets = new Octets(bytes);
  while (octets.take(2).equals(MARK)) {
    const size = octets.take(2).readUInt16LE();
    if (size === 0) return;
    const begin = octets.at;
    const head = octets.take(30);
    octets.at = begin + head.readUInt8(0);
    const name = octets.text(MAX_NAME);
    octets.at = begin + size + 4;
    for (let more = octets.take(2).readUInt16LE(); more > 0; more = octets.take(2).readUInt16LE())
      octets.take(more + 4);
    if (head[6] === ARCHIVE) continue;
    const isLocked = ((head[4] as number) & LOCKED) !== 0;
    yield { name, isLocked, ...(!isLocked && head[5] === STORED && { bytes: octets.rest(octets.at) }) };
    octets.at += head.readUInt32LE(12);
  }
}
