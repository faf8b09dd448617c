import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sevenZipEntries } from './seven-zip.ts';

/** Returns a 7z file whose header is not packed. */
function withHeader(header: Buffer): Buffer {
  const start = Buffer.alloc(32);
  start.write('7z\xbc\xaf\x27\x1c', 'latin1');
  start.writeBigUInt64LE(BigInt(header.length), 20);
  return Buffer.concat([start, header]);
}

/** Ten thousand empty folders, followed by properties that make a parser walk all folders, a million times. */
const folders = Buffer.concat([Buffer.from([1, 4, 7, 0x0b, 0xa7, 0x10, 0]), Buffer.alloc(10_000)]);
const attacks = {
  'sizes of folders': Buffer.concat([folders, Buffer.alloc(900_000, 0x0c)]),
  'sizes of the parts of folders': Buffer.concat([folders, Buffer.from([0x0c, 0, 8]), Buffer.alloc(900_000, 9)]),
  'parts of folders': Buffer.concat([folders, Buffer.from([0x0c, 0]), Buffer.alloc(900_000, Buffer.from([8, 0]))]),
};

for (const [name, header] of Object.entries(attacks)) {
  test(`a 7z header that repeats the ${name} takes linear time`, () => {
    assert.deepEqual(sevenZipEntries(withHeader(header)), []);
  });
}
