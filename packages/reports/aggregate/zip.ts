import { ReportFault } from './report-fault.ts';

/** A file in a zip archive, still packed. */
export interface ZipEntry {
  readonly packed: Buffer;
  readonly isDeflated: boolean;
}

/** The most files of one archive; a report is one file. */
const MAX_ENTRIES = 8;
/** APPNOTE 4.3.16: the end record, which a comment may follow. */
const END = Buffer.from('PK\x05\x06', 'latin1');
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
/** APPNOTE 4.3.12, 4.3.7. */
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

/** Returns the files in the directory of an archive. Throws ReportFault for encrypted files and incomplete archives. */
export function zipEntries(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(END);
  if (end < Math.max(0, zip.length - END_BYTES - MAX_COMMENT) || end + END_BYTES > zip.length) throw broken();
  const count = zip.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw new ReportFault('its archive has too many files');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > zip.length || zip.readUInt32LE(at) !== CENTRAL) throw broken();
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [bytes, local] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    if (flags & 1) throw new ReportFault('its archive is encrypted');
    if (method !== 0 && method !== 8) throw new ReportFault('its archive uses an unknown compression');
    entries.push({ packed: content(zip, local, bytes), isDeflated: method === 8 });
    at += CENTRAL_BYTES + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function content(zip: Buffer, local: number, bytes: number): Buffer {
  if (local + LOCAL_BYTES > zip.length || zip.readUInt32LE(local) !== LOCAL) throw broken();
  const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  if (start + bytes > zip.length) throw broken();
  return zip.subarray(start, start + bytes);
}

function broken(): ReportFault {
  return new ReportFault('its archive is broken');
}
