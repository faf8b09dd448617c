import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from './crc32c.ts';
import { parseProxyHeader } from './header.ts';
import type { Endpoint } from './proxy-header.ts';
import { type Header2, header2, tcp4, tcp6, tlv, withChecksum } from './testing.ts';

const behind = Buffer.from('EHLO client.test\r\n');

/** Feeds bytes in chunks of `size`; returns the header and how many bytes had come by then. */
function feed(bytes: Buffer, size: number) {
  for (let at = size; ; at += size) {
    const header = parseProxyHeader(bytes.subarray(0, at));
    if (header.kind !== 'more' || at >= bytes.length) return { header, seen: Math.min(at, bytes.length) };
  }
}

/** Checks that the bytes are a header, in chunks of every size and whatever follows. */
function reads(bytes: Buffer | string, source: Endpoint | null): void {
  const all = Buffer.from(bytes as string);
  for (const size of [1, 2, 7, 512, 10_000]) {
    const { header } = feed(Buffer.concat([all, behind]), size);
    assert.deepEqual(header, { kind: 'header', octets: all.length, source }, `${size} at a time`);
  }
  for (let end = 0; end < all.length; end++) {
    assert.equal(parseProxyHeader(all.subarray(0, end)).kind, 'more', `after ${end} octets`);
  }
}

/** Checks that the bytes are no header, in chunks of every size. */
function refuses(bytes: Buffer | string, reason: RegExp): void {
  for (const size of [1, 2, 7, 512, 10_000]) {
    const { header } = feed(Buffer.from(bytes as string), size);
    assert.equal(header.kind, 'invalid', JSON.stringify(bytes.toString()));
    assert.match(header.kind === 'invalid' ? header.reason : '', reason);
  }
}

test('version 1: TCP4, TCP6 and UNKNOWN are read', () => {
  const client = { address: '203.0.113.7', port: 56324 };
  reads('PROXY TCP4 203.0.113.7 192.0.2.1 56324 25\r\n', client);
  reads('PROXY TCP4 203.0.113.7 192.0.2.1 0 65535\r\n', { ...client, port: 0 });
  reads('PROXY TCP6 2001:DB8::7 2001:db8::1 56324 25\r\n', { ...client, address: '2001:db8::7' });
  reads('PROXY TCP6 2001:0db8:0:0:0:0:0:0007 ::1 56324 25\r\n', { ...client, address: '2001:db8::7' });
  reads('PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.1 56324 25\r\n', client);
  reads('PROXY TCP6 ::FFFF:cb00:7107 ::1 56324 25\r\n', client);
  reads('PROXY UNKNOWN\r\n', null);
  reads('PROXY UNKNOWN ffff::1 what ever 65536 -1\r\n', null);
  reads(`PROXY UNKNOWN ${'x'.repeat(107 - 16)}\r\n`, null);
});

test('version 1: a malformed header is refused', () => {
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 56324 25\n', /does not end with CRLF/);
  refuses('PROXY \r\n', /not the fields/);
  refuses('PROXY TCP5 203.0.113.7 192.0.2.1 56324 25\r\n', /not the fields/);
  refuses('PROXY UDP4 203.0.113.7 192.0.2.1 56324 25\r\n', /not the fields/);
  refuses('PROXY UNKNOWNS\r\n', /not the fields/);
  refuses('PROXY TCP4  203.0.113.7 192.0.2.1 56324 25\r\n', /not the fields/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 56324 25 \r\n', /not the fields/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 56324\r\n', /not the fields/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 056324 25\r\n', /not the fields/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 -1 25\r\n', /not the fields/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 65536 25\r\n', /no port/);
  refuses('PROXY TCP4 203.0.113.7 192.0.2.1 1 70000\r\n', /no port/);
  refuses('PROXY TCP4 2001:db8::7 192.0.2.1 56324 25\r\n', /no addresses of TCP4/);
  refuses('PROXY TCP4 203.0.113.7 nowhere 56324 25\r\n', /no addresses of TCP4/);
  refuses('PROXY TCP4 203.0.113.256 192.0.2.1 56324 25\r\n', /no addresses of TCP4/);
  refuses('PROXY TCP6 203.0.113.7 192.0.2.1 56324 25\r\n', /no addresses of TCP6/);
  refuses('PROXY TCP6 fe80::1%eth0 ::1 56324 25\r\n', /no addresses of TCP6/);
  refuses(`PROXY UNKNOWN ${'x'.repeat(200)}\r\n`, /longer than 107 octets/);
  refuses(`PROXY TCP4 ${' '.repeat(500)}`, /longer than 107 octets/);
});

test('data that is not a PROXY header is recognised at its first octets', () => {
  for (const text of [
    'EHLO client.test\r\n',
    'proxy TCP4',
    'PROXYTCP4',
    '\x16\x03\x01\x02\x00',
    '\r\n\r\n\r\n',
    '\n',
    'PQ',
  ]) {
    refuses(text, /^no PROXY header$/);
  }
  assert.equal(feed(Buffer.from('PRINT'), 1).seen, 3);
  assert.equal(parseProxyHeader(Buffer.alloc(0)).kind, 'more');
});

test('version 2: TCP4 and TCP6 are read, and TLVs skipped', () => {
  const client = { address: '203.0.113.7', port: 56324 };
  reads(header2(), client);
  reads(header2({ body: tcp4('0.0.0.0', 0) }), { address: '0.0.0.0', port: 0 });
  reads(header2({ body: Buffer.concat([tcp4(), tlv(0x04, ''), tlv(0x02, 'mail.example')]) }), client);
  reads(header2({ body: Buffer.concat([tcp4(), tlv(0xea, Buffer.alloc(3_000))]) }), client);
  const ipv6 = '20010db8000000000000000000000007';
  reads(header2({ family: 0x21, body: tcp6(ipv6) }), { ...client, address: '2001:db8::7' });
  reads(header2({ family: 0x21, body: Buffer.concat([tcp6(ipv6), tlv(4, 'x')]) }), {
    ...client,
    address: '2001:db8::7',
  });
  reads(header2({ family: 0x21, body: tcp6('00000000000000000000ffffcb007107') }), client);
});

test("version 2: LOCAL connections and other address families keep the proxy's address", () => {
  reads(header2({ command: 0 }), null);
  reads(header2({ command: 0, family: 0, body: Buffer.alloc(0) }), null);
  reads(header2({ command: 0, family: 0xff, body: Buffer.from('anything') }), null);
  reads(header2({ family: 0, body: Buffer.alloc(0) }), null);
  reads(header2({ family: 0, body: Buffer.from('to be ignored') }), null);
  reads(header2({ family: 0x31, body: Buffer.alloc(216) }), null);
  for (const family of [0x12, 0x22, 0x32]) reads(header2({ family, body: Buffer.alloc(216) }), null);
});

test('version 2: a malformed header is refused', () => {
  const malformed: [Header2, RegExp][] = [
    [{ version: 1 }, /version 1$/],
    [{ version: 3 }, /version 3$/],
    [{ command: 2 }, /command 2$/],
    [{ command: 15 }, /command 15$/],
    [{ family: 0x10 }, /family and transport 16/],
    [{ family: 0x13 }, /family and transport 19/],
    [{ family: 0x41 }, /family and transport 65/],
    [{ body: tcp4().subarray(0, 11) }, /too short/],
    [{ body: Buffer.alloc(0) }, /too short/],
    [{ family: 0x21 }, /too short/],
    [{ length: 4_081 }, /longer than 4096 octets/],
    [{ length: 65_535 }, /longer than 4096 octets/],
    [{ body: Buffer.concat([tcp4(), Buffer.from([4])]) }, /a TLV extends beyond/],
    [{ body: Buffer.concat([tcp4(), Buffer.from([4, 0])]) }, /a TLV extends beyond/],
    [{ body: Buffer.concat([tcp4(), Buffer.from([4, 0, 1])]) }, /a TLV extends beyond/],
    [{ body: Buffer.concat([tcp4(), tlv(2, 'x'), Buffer.from([4, 255, 255, 0])]) }, /a TLV extends beyond/],
    [{ body: Buffer.concat([tcp4(), tlv(3, 'abc')]) }, /a wrong checksum/],
    [{ body: Buffer.concat([tcp4(), tlv(3, 'abcd')]) }, /a wrong checksum/],
  ];
  for (const [options, reason] of malformed) refuses(header2(options), reason);
});

test('version 2: the checksum covers the whole header', () => {
  // RFC 3720 B.4: 32 octets of zeros.
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  const header = withChecksum({ body: Buffer.concat([tcp4(), tlv(2, 'mail.example')]) });
  reads(header, { address: '203.0.113.7', port: 56324 });
  for (const at of [16, 24, 40, header.length - 1]) {
    const changed = Buffer.from(header);
    changed.writeUInt8(header.readUInt8(at) ^ 1, at);
    refuses(changed, /checksum/);
  }
});

test('any bytes give a result, and never ask for more than a header can have', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const starts = [
    Buffer.from('PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n'),
    header2(),
    withChecksum({}),
    Buffer.alloc(0),
  ];
  for (let round = 0; round < 5_000; round++) {
    const bytes = Buffer.concat([starts[round % starts.length] as Buffer, Buffer.alloc(4_200)]);
    for (let change = 0; change < 3; change++) bytes.writeUInt8(random(256), random(60));
    assert.notEqual(parseProxyHeader(bytes).kind, 'more');
  }
});
