import type { ArchiveEntry } from './archive-entry.ts';

const LOCAL = Buffer.from('PK\x03\x04');
const LOCAL_BYTES = 30;
const CENTRAL = Buffer.from('PK\x01\x02');
const CENTRAL_BYTES = 46;
const MAX_NAME = 512;
const [STORED, DEFLATED] = [0, 8];
const LOCKED = 1;

export function isZip(start: Buffer): boolean {
  return start.subarray(0, LOCAL.length).equals(LOCAL);
}

/**
 * Yields the entries of a zip file. Each entry carries its own name (APPNOTE 4.3.7), also encrypted ones; the directory at the end lists all
 * names (4.3.12). Content that is not packed may be mistaken for entries.
 * @param ending the last octets of the file, where `bytes` is not all of it
 */
export function* zipEntries(bytes: Buffer, ending: Buffer): Generator<ArchiveEntry> {
  for (let at = bytes.indexOf(LOCAL); at >= 0; at = bytes.indexOf(LOCAL, at + 4)) {
    if (at + LOCAL_BYTES > bytes.length) break;
    const length = bytes.readUInt16LE(at + 26);
    const start = at + LOCAL_BYTES;
    const name = bytes.toString('utf8', start, start + Math.min(length, MAX_NAME));
    const content = bytes.subarray(start + length + bytes.readUInt16LE(at + 28));
    // 0 where the size follows the entry (4.4.4).
    const size = bytes.readUInt32LE(at + 18);
    const isLocked = (bytes.readUInt16LE(at + 6) & LOCKED) !== 0;
    const method = bytes.readUInt16LE(at + 8);
    if (isLocked) yield { name, isLocked };
    else if (method === DEFLATED) yield { name, packed: content };
    else yield { name, ...(method === STORED && { bytes: size > 0 ? content.subarray(0, size) : content }) };
  }
  for (let at = ending.indexOf(CENTRAL); at >= 0; at = ending.indexOf(CENTRAL, at + 4)) {
    if (at + CENTRAL_BYTES > ending.length) return;
    const length = Math.min(ending.readUInt16LE(at + 28), MAX_NAME);
    yield { name: ending.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + length) };
  }
}
