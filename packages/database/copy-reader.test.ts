import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CopyReader } from './copy-reader.ts';

const message = (type: string, content: string): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(4 + content.length, 1);
  return Buffer.concat([head, Buffer.from(content)]);
};
const rows = ['one', '', 'x'.repeat(300), 'four'];
const copied = Buffer.concat([
  message('H', '\x01\0\x01\0\x01'),
  ...rows.map((row) => message('d', row)),
  message('c', ''),
]);
const foreign = Buffer.concat([message('C', 'COPY 4\0'), message('Z', 'I')]);

/** Reads the octets in pieces of one length. Each piece reuses the memory of the one before. */
function readInPieces(octets: Buffer, length: number): { rows: string[]; rest: string } {
  const found: string[] = [];
  const memory = Buffer.alloc(length);
  const reader = new CopyReader((bytes, at) => {
    const end = at - 4 + bytes.readUInt32BE(at - 4);
    found.push(bytes.toString('latin1', at, end));
  });
  for (let at = 0; at < octets.length; at += length) {
    const size = octets.copy(memory, 0, at, at + length);
    const rest = reader.take(memory.subarray(0, size));
    if (rest) return { rows: found, rest: Buffer.concat([rest, octets.subarray(at + size)]).toString('latin1') };
  }
  return { rows: found, rest: '' };
}

test('rows are whole wherever the network splits them, and what follows is left to the driver', () => {
  const all = Buffer.concat([copied, foreign]);
  for (let length = 1; length <= all.length; length++) {
    assert.deepEqual(readInPieces(all, length), { rows, rest: foreign.toString('latin1') }, `pieces of ${length}`);
  }
});

test("a notice between rows ends the copy reader's part", () => {
  const notice = message('N', 'SNOTICE\0\0');
  const all = Buffer.concat([message('H', ''), message('d', 'one'), notice, message('d', 'two')]);
  for (let length = 1; length <= all.length; length++) {
    assert.deepEqual(readInPieces(all, length), {
      rows: ['one'],
      rest: Buffer.concat([notice, message('d', 'two')]).toString('latin1'),
    });
  }
});
