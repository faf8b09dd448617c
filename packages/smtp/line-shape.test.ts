import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineShape } from './line-shape.ts';

function isBinary(text: string, pieceBytes: number): boolean {
  const shape = new LineShape();
  const octets = Buffer.from(text, 'latin1');
  for (let at = 0; at < octets.length; at += pieceBytes) shape.push(octets.subarray(at, at + pieceBytes));
  return shape.isBinary;
}

const LINES = [
  '',
  '\r\n',
  'a: b\r\n\r\ntext\r\n',
  'no end',
  `${'x'.repeat(998)}\r\n`.repeat(3),
  'a\xff\x80\r\n',
  '\r\n\r\n.\r\n',
];
const BINARY = [
  '\0',
  'a\n',
  '\n',
  'a\rb',
  '\r\r\n',
  'a\r',
  `${'x'.repeat(999)}\r\n`,
  `a\r\n${'x'.repeat(5_000)}`,
  'a\r\nb\n\r\n',
];

test('a message is recognised as lines or as binary, however it is split', () => {
  for (const pieceBytes of [1, 2, 7, 512, 100_000]) {
    for (const text of LINES) assert.equal(isBinary(text, pieceBytes), false, JSON.stringify([text, pieceBytes]));
    for (const text of BINARY) assert.equal(isBinary(text, pieceBytes), true, JSON.stringify([text, pieceBytes]));
  }
});
