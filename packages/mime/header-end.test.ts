import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerEnd } from './header.ts';
import { HeaderEnd } from './header-end.ts';

const MESSAGES = [
  'a: b\r\n\r\nbody',
  'a: b\n\nbody',
  'a: b\r\n\nbody',
  'a: b\n\r\nbody',
  '\r\nbody',
  '\nbody',
  '\r\r\n\r\nbody',
  'a: b\r\n\r\r\n\r\nbody',
  'a: b\r\rc\r\n \r\n\r\n\r\n',
  'a: b\r\n..\r\n..\r\n\r\n',
];

function found(message: Buffer, pieceBytes: number): number {
  const end = new HeaderEnd();
  for (let at = 0; at < message.length; at += pieceBytes) {
    const length = end.push(message.subarray(at, at + pieceBytes));
    if (length !== -1) return at + length;
  }
  return message.length;
}

test('the end of a header is the same in pieces of any length, and that which the header reader finds', () => {
  for (const text of MESSAGES) {
    const message = Buffer.from(text);
    for (const pieceBytes of [1, 2, 3, 7, 512]) {
      assert.equal(found(message, pieceBytes), headerEnd(message), `${JSON.stringify(text)} by ${pieceBytes}`);
    }
  }
});

test('a header without an end goes on', () => {
  const end = new HeaderEnd();
  for (const piece of ['a: b\r', '\n', '..\r\n', 'c\r\n ']) assert.equal(end.push(Buffer.from(piece)), -1);
});
