import { promisify } from 'node:util';
import { gunzip, type InputType, inflateRaw, type ZlibOptions } from 'node:zlib';
import { ReportFault } from './report-fault.ts';
import { zipEntries } from './zip.ts';

/** Octets of an unpacked report. */
const MAX_UNPACKED = 16 * 1024 * 1024;
/** How many times as large as it was packed it may be; a small one may be anything. */
const MAX_RATIO = 200;
const SMALL = 256 * 1024;

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The documents in an attachment by what its octets say, since senders call them anything: gzip (RFC 1952), zip, or as they are. None
 * for what is neither XML nor JSON. Throws ReportFault for what is packed and cannot be unpacked within its bounds.
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

/** Some senders end what is packed like a line. It ends itself with the size of what it holds (RFC 1952 2.3), whose highest octet is none of these. */
function withoutLineEnds(octets: Buffer): Buffer {
  let end = octets.length;
  while (octets[end - 1] === 0x0a || octets[end - 1] === 0x0d) end--;
  return octets.subarray(0, end);
}

/** By the mark that XML has at its beginning then (XML 1.0 4.3.3). */
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
      throw new ReportFault('it is far larger unpacked than a report is');
    throw new ReportFault('it cannot be unpacked');
  }
}

/** XML or JSON, by its first sign; or UTF-16, which XML may be in; or a report with words before it. */
function isDocument(octets: Buffer): boolean {
  if (isUtf16(octets)) return true;
  const start = octets.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const head = octets.toString('latin1', start, start + 1_100);
  return /^\s*[<{]/.test(head) || /^[^<]{0,1000}<(?:\?xml\s|(?:[\w-]{1,20}:)?feedback[\s>])/.test(head);
}
