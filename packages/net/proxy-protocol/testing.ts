import { crc32c } from './crc32c.ts';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

export interface Header2 {
  command?: number;
  version?: number;
  family?: number;
  /** What follows the fixed part. */
  body?: Buffer;
  /** The length field, where it differs from that of the body. */
  length?: number;
}

/** Returns a header of version 2, valid or not. Tests only. */
export function header2({ version = 2, command = 1, family = 0x11, body = tcp4(), length }: Header2 = {}): Buffer {
  const fixed = Buffer.alloc(4);
  fixed.writeUInt8((version << 4) | command, 0);
  fixed.writeUInt8(family, 1);
  fixed.writeUInt16BE(length ?? body.length, 2);
  return Buffer.concat([signature, fixed, body]);
}

/** Returns the IPv4 addresses and ports of a header. Tests only. */
export function tcp4(source = '203.0.113.7', port = 56_324): Buffer {
  const body = Buffer.from([...source.split('.').map(Number), 192, 0, 2, 1, 0, 0, 0, 25]);
  body.writeUInt16BE(port, 8);
  return body;
}

/** Returns the IPv6 addresses and ports of a header; `source` is 32 hexadecimal digits. Tests only. */
export function tcp6(source: string, port = 56_324): Buffer {
  const body = Buffer.concat([Buffer.from(source, 'hex'), Buffer.alloc(20)]);
  body.writeUInt16BE(port, 32);
  return body;
}

/** Returns a type-length-value field. Tests only. */
export function tlv(type: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** Returns the header with its checksum at the end (section 2.2.3). Tests only. */
export function withChecksum(options: Header2): Buffer {
  const header = header2({ ...options, body: Buffer.concat([options.body ?? tcp4(), tlv(3, Buffer.alloc(4))]) });
  header.writeUInt32BE(crc32c(header), header.length - 4);
  return header;
}
