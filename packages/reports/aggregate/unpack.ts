import { promisify } from 'node:util';
import { gunzip, type InputType, inflateRaw, type ZlibOptions } from 'node:zlib';
import { ReportFault } from './report-fault.ts';
import { zipEntries } from './zip.ts';

/** The most octets of an unpacked report. */
const MAX_UNPACKED = 16 * 1024 * 1024;
/** The most by which a report may grow when unpacked; one below SMALL may have any ratio. */
const MAX_RATIO = 200;
const SMALL = 256 * 1024;

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Returns the documents in an attachment. Its octets tell the format, since senders use any type: gzip (RFC 1952), zip, or not packed.
 * Returns none if it is neither XML nor JSON. Throws ReportFault for data that cannot be unpacked within the limits.
 */
export async function unpack(octets: Buffer): Promise<Buffer[]> {
  if (octets.subarray(0, 2).equals(GZIP)) return [await inflated(gunzip, withoutLineEnds(octets))].filter(isDocument);
  if (!octets.subarray(0, 4).equals(ZIP)) return [octets].filter(isDocument);
  const found: Buffer[] = [];
  for (const { packed, isDeflated } of zipEntries(octets)) {
    const document = isDeflated ? await inflated(inflateRaw, packed) : packed;
    if (isDocument(document)) found.push(document);
  }
  return found;
}

/** Removes line ends that some senders append. The last field of gzip is the size (RFC 1952 2.3), whose highest octet is no line end. */
function withoutLineEnds(octets: Buffer): Buffer {
  let end = octets.length;
  while (octets[end - 1] === 0x0a || octets[end - 1] === 0x0d) end--;
  return octets.subarray(0, end);
}

/** Returns whether XML is in UTF-16, by the byte order mark that it must have then (XML 1.0 4.3.3). */
export function isUtf16(octets: Buffer): boolean {
  const [first, second] = octets;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

type Inflate = (
  packed: InputType,
  options: ZlibOptions,
  done: (error: Error | null, unpacked: NonSharedBuffer) => void,
) => void;

async function inflated(inflate: Inflate, packed: Buffer): Promise<Buffer> {
  const most = Math.min(MAX_UNPACKED, Math.max(SMALL, packed.length * MAX_RATIO));
  try {
    return await promisify<InputType, ZlibOptions, Buffer>(inflate)(packed, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new ReportFault('it is too large when unpacked');
    throw new ReportFault('it cannot be unpacked');
  }
}

/** Returns whether it is XML or JSON by its first character, XML in UTF-16, or XML with words before it. */
function isDocument(octets: Buffer): boolean {
  if (isUtf16(octets)) return true;
  const start = octets.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const head = octets.toString('latin1', start, start + 1_100);
  return /^\s*[<{]/.test(head) || /^[^<]{0,1000}<(?:\?xml\s|(?:[\w-]{1,20}:)?feedback[\s>])/.test(head);
}
