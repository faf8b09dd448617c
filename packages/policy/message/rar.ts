import type { ArchiveEntry, Listed } from './archive-entry.ts';
import { Octets } from './octets.ts';

const MARK = Buffer.from('Rar!\x1a\x07', 'latin1');
const MAX_NAMES = 5_000;
const MAX_NAME = 4_096;

/** Returns whether these octets begin a rar file of version 1.5 or later. */
export function isRar(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/** Returns the entries of a rar file (technote.txt of RAR 4 and 5), whose end may be missing. */
export function rarEntries(bytes: Buffer): Listed {
  const entries: ArchiveEntry[] = [];
  const octets = new Octets(bytes, MARK.length);
  try {
    const read = octets.byte() === 1 ? readBlock5 : readBlock4;
    if (read === readBlock5) octets.byte();
    while (entries.length < MAX_NAMES) {
      const entry = read(octets);
      if (entry === 'locked') return 'locked';
      if (entry !== undefined) entries.push(entry);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return entries;
}

type Block = ArchiveEntry | 'locked' | undefined;

const [MAIN_4, FILE_4] = [0x73, 0x74];
const [LOCKED_4, ENCRYPTED_4, LARGE_4, UNICODE_4, HAS_DATA_4] = [0x04, 0x80, 0x100, 0x200, 0x8000];
const STORED_4 = 0x30;

function readBlock4(octets: Octets): Block {
  const begin = octets.at;
  octets.take(2);
  const type = octets.byte();
  const flags = octets.take(2).readUInt16LE();
  const size = octets.take(2).readUInt16LE();
  if (size < 7) throw new RangeError('A block is not that small');
  if (type === MAIN_4 && (flags & ENCRYPTED_4) !== 0) return 'locked';
  const hasData = (flags & HAS_DATA_4) !== 0 || type === FILE_4;
  let data = hasData ? octets.take(4).readUInt32LE() : 0;
  let found: Block;
  if (type === FILE_4) {
    octets.take(14);
    const isStored = octets.byte() === STORED_4;
    const length = octets.take(6).readUInt16LE();
    if ((flags & LARGE_4) !== 0) data += octets.take(8).readUInt32LE() * 2 ** 32;
    const written = octets.take(Math.min(length, MAX_NAME));
    const name = (flags & UNICODE_4) !== 0 ? unicodeName(written) : written.toString('latin1');
    const isLocked = (flags & LOCKED_4) !== 0;
    found = { name, isLocked, ...(isStored && !isLocked && { bytes: octets.rest(begin + size) }) };
  }
  octets.at = begin + size + data;
  return found;
}

/** Decodes a name of RAR 4: after a plain name and a NUL comes the difference between it and the real name. */
function unicodeName(name: Buffer): string {
  const end = name.indexOf(0);
  if (end < 0) return name.toString('utf8');
  const plain = name.subarray(0, end);
  const coded = new Octets(name, end + 1);
  const units: number[] = [];
  try {
    const high = coded.byte() << 8;
    for (let [flags, left] = [0, 0]; coded.at < name.length; flags = (flags << 2) & 0xff, left--) {
      if (left <= 0) [flags, left] = [coded.byte(), 4];
      const how = flags >> 6;
      if (how === 0) units.push(coded.byte());
      else if (how === 1) units.push(coded.byte() | high);
      else if (how === 2) units.push(coded.take(2).readUInt16LE());
      else {
        const said = coded.byte();
        const moved = (said & 0x80) !== 0 ? coded.byte() : undefined;
        const letters = plain.subarray(units.length, units.length + (said & 0x7f) + 2);
        for (const letter of letters) units.push(moved === undefined ? letter : ((letter + moved) & 0xff) | high);
      }
    }
  } catch {
    // A broken name is shown up to the error.
  }
  return String.fromCharCode(...units);
}

const [FILE_5, ENCRYPTION_5] = [2, 4];
const [HAS_EXTRA_5, HAS_DATA_5] = [1, 2];
const [HAS_TIME_5, HAS_SUM_5] = [2, 4];
const LOCKED_5 = 1;

function readBlock5(octets: Octets): Block {
  octets.take(4);
  const size = vint(octets);
  const end = octets.at + size;
  const type = vint(octets);
  const flags = vint(octets);
  if (type === ENCRYPTION_5) return 'locked';
  const extra = (flags & HAS_EXTRA_5) !== 0 ? vint(octets) : 0;
  const data = (flags & HAS_DATA_5) !== 0 ? vint(octets) : 0;
  let found: Block;
  if (type === FILE_5) {
    const about = vint(octets);
    vint(octets);
    vint(octets);
    octets.take(((about & HAS_TIME_5) !== 0 ? 4 : 0) + ((about & HAS_SUM_5) !== 0 ? 4 : 0));
    const isStored = ((vint(octets) >> 7) & 7) === 0;
    vint(octets);
    const name = octets.take(Math.min(vint(octets), MAX_NAME)).toString('utf8');
    const isLocked = extra > 0 && isLocked5(new Octets(octets.rest(Math.max(0, end - extra)).subarray(0, extra)));
    found = { name, isLocked, ...(isStored && !isLocked && { bytes: octets.rest(end) }) };
  }
  octets.at = end + data;
  return found;
}

/** Returns whether the records after the name include one of encryption. */
function isLocked5(records: Octets): boolean {
  try {
    for (;;) {
      const size = vint(records);
      const next = records.at + size;
      if (vint(records) === LOCKED_5) return true;
      records.at = next;
    }
  } catch {
    return false;
  }
}

/** Reads a number of seven bits per octet, the lowest first, in at most ten octets. */
function vint(octets: Octets): number {
  let value = 0;
  for (let place = 0; place < 10; place++) {
    const octet = octets.byte();
    value += (octet & 0x7f) * 128 ** place;
    if (octet < 0x80) return value;
  }
  throw new RangeError('A number has no end');
}
