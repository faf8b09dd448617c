import { canonicalAddress } from '../address.ts';
import { crc32c } from './crc32c.ts';
import type { Endpoint, ProxyHeader } from './proxy-header.ts';

export const signature2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** The signature, version and command, family, length. */
const FIXED_OCTETS = 16;
/** The most octets of addresses and TLVs. Most headers have 36; details of a TLS client may add some hundred. */
const MAX_LENGTH = 4_096 - FIXED_OCTETS;
/** PP2_TYPE_CRC32C (section 2.2.3). */
const CRC32C_TYPE = 0x03;

const LOCAL = 0x0;
const PROXY = 0x1;
/** Family and transport, with the octets of addresses and ports. Others only have to be recognized (section 2.2). */
const tcp4 = { code: 0x11, octets: 12 };
const tcp6 = { code: 0x21, octets: 36 };
const known = new Set([0x00, tcp4.code, 0x12, tcp6.code, 0x22, 0x31, 0x32]);

/** Parses version 2, which is binary (section 2.2). At most 4,096 octets; TLVs are skipped, but a checksum among them must be right. */
export function parseVersion2(bytes: Buffer): ProxyHeader {
  if (bytes.length < FIXED_OCTETS) return { kind: 'more' };
  const version = bytes.readUInt8(12) >> 4;
  const command = bytes.readUInt8(12) & 0x0f;
  const family = bytes.readUInt8(13);
  const length = bytes.readUInt16BE(14);
  if (version !== 2) return invalid(`version ${version}`);
  if (command !== LOCAL && command !== PROXY) return invalid(`command ${command}`);
  if (length > MAX_LENGTH) return invalid(`longer than ${FIXED_OCTETS + MAX_LENGTH} octets`);
  const octets = FIXED_OCTETS + length;
  if (bytes.length < octets) return { kind: 'more' };
  // LOCAL is a connection of the proxy itself, such as a health check; its family is ignored.
  if (command === LOCAL) return { kind: 'header', octets, source: null };
  if (!known.has(family)) return invalid(`family and transport ${family}`);
  const addresses = [tcp4, tcp6].find(({ code }) => code === family);
  if (!addresses) return { kind: 'header', octets, source: null };
  const header = bytes.subarray(0, octets);
  const fault = faultOf(header, FIXED_OCTETS + addresses.octets);
  if (fault) return invalid(fault);
  return { kind: 'header', octets, source: family === tcp4.code ? sourceOfTcp4(header) : sourceOfTcp6(header) };
}

function sourceOfTcp4(header: Buffer): Endpoint {
  return { address: header.subarray(16, 20).join('.'), port: header.readUInt16BE(24) };
}

function sourceOfTcp6(header: Buffer): Endpoint {
  const groups = Array.from({ length: 8 }, (_, index) => header.readUInt16BE(16 + 2 * index).toString(16));
  return { address: canonicalAddress(groups.join(':')), port: header.readUInt16BE(48) };
}

/** Returns what is wrong with the TLVs, each with a type, a length of two octets and a value (section 2.2). */
function faultOf(header: Buffer, tlvs: number): string | undefined {
  if (header.length < tlvs) return 'too short for its addresses';
  for (let at = tlvs; at < header.length; ) {
    const value = at + 3;
    const end = value <= header.length ? value + header.readUInt16BE(at + 1) : Number.POSITIVE_INFINITY;
    if (end > header.length) return 'a TLV extends beyond the end of the header';
    if (header[at] === CRC32C_TYPE && !hasChecksum(header, value, end)) return 'a wrong checksum';
    at = end;
  }
  return undefined;
}

/** Returns whether the checksum is that of the header with zeros in its place (section 2.2.3). */
function hasChecksum(header: Buffer, start: number, end: number): boolean {
  if (end - start !== 4) return false;
  const blank = Buffer.from(header).fill(0, start, end);
  return crc32c(blank) === header.readUInt32BE(start);
}

function invalid(reason: string): ProxyHeader {
  return { kind: 'invalid', reason: `PROXY version 2: ${reason}` };
}
