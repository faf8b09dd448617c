import type { ArchiveEntry } from './archive-entry.ts';
import { Octets } from './octets.ts';

const MARK = Buffer.from('**ACE**');
const MARK_AT = 7;
const MAX_NAME = 512;
const FILE = 1;
const [HAS_DATA, LOCKED] = [1, 0x4000];

export function isAce(start: Buffer): boolean {
  return start.subarray(MARK_AT, MARK_AT + MARK.length).equals(MARK);
}

/** Yields the entries of an ACE file (its technote), whose end may be missing. Only attackers who count on old programs still use ACE. */
export function* aceEntries(bytes: Buffer): Generator<ArchiveEntry> {
  for (let at = 0; at < bytes.length; ) {
    const octets = new Octets(bytes, at + 2);
    const size = octets.take(2).readUInt16LE();
    const kind = octets.byte();
    const flags = octets.take(2).readUInt16LE();
    at += 4 + Math.max(size, 1);
    if ((flags & HAS_DATA) !== 0) at += octets.take(4).readUInt32LE();
    if (kind !== FILE) continue;
    octets.take(22);
    const length = octets.take(2).readUInt16LE();
    yield { name: octets.take(Math.min(length, MAX_NAME)).toString('latin1'), isLocked: (flags & LOCKED) !== 0 };
  }
}
