import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DotUnstuffer } from './dot-unstuffing.ts';

/** Feeds octets in chunks of `size`; returns the message and what follows the end of data. */
function receive(wire: string, size: number): { message: string; rest: string; pieces: number } {
  const unstuffer = new DotUnstuffer();
  const bytes = Buffer.from(wire, 'latin1');
  const message: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const { pieces, end } = unstuffer.push(Buffer.from(bytes.subarray(at, at + size)));
    message.push(...pieces);
    if (end < 0) continue;
    const rest = bytes.toString('latin1', at + end);
    return { message: Buffer.concat(message).toString('latin1'), rest, pieces: message.length };
  }
  assert.fail('no end of data');
}

const filler = 'a line of text\r\n'.repeat(20);
const messages: [wire: string, message: string][] = [
  ['.\r\n', ''],
  ['\r\n.\r\n', '\r\n'],
  ['..\r\n.\r\n', '.\r\n'],
  ['.x\r\n.\r\n', 'x\r\n'],
  [`${filler}.\r\n`, filler],
  [`${filler}..\r\n..x\r\n${filler}...\r\n.\r\n`, `${filler}.\r\n.x\r\n${filler}..\r\n`],
  // RFC 5321 2.3.8: a bare CR or LF ends no line, so a dot after it is neither stuffed nor the end of data.
  ...['\n.\n', '\n.\r\n', '\r.\r', '\r.\r\n', '\n..\n', '\r..\r', '\r\r..', '\n\n.', '\r.\n'].map(
    (bare): [string, string] => [`${filler}bare${bare}${filler}.\r\n`, `${filler}bare${bare}${filler}`],
  ),
  ['one\n..two\n\r\n.\r\n', 'one\n..two\n\r\n'],
  // A line that begins with a dot and continues loses the dot; the rest is unchanged.
  ['\r\n.\n\r\n.\r\n', '\r\n\n\r\n'],
  ['\r\n.\r.\r\n.\r\n', '\r\n\r.\r\n'],
  ['\r\n.\r\r\n.\r\n', '\r\n\r\r\n'],
  ['.\r.\r\n\r\n.\r\n', '\r.\r\n\r\n'],
  ['..\r\n'.repeat(2000).concat('.\r\n'), '.\r\n'.repeat(2000)],
  [`..${'x'.repeat(3000)}\r\n..\r\n.\r\n`, `.${'x'.repeat(3000)}\r\n.\r\n`],
];

for (const size of [1, 2, 3, 5, 7, 512, 100_000]) {
  test(`messages are unstuffed and end the same in chunks of ${size}`, () => {
    for (const [wire, message] of messages) {
      const got = receive(`${wire}NOOP\r\n`, size);
      assert.deepEqual([got.message, got.rest.slice(-6)], [message, 'NOOP\r\n'], JSON.stringify(wire));
    }
  });
}

test('a chunk becomes at most two pieces, whatever it contains', () => {
  const wire = Buffer.from('..\r\n'.repeat(16_384));
  const unstuffer = new DotUnstuffer();
  const { pieces } = unstuffer.push(wire);
  assert.deepEqual(
    pieces.map(({ length }) => length),
    [3 * 16_384],
  );
  // The piece lies in the chunk's memory.
  assert.equal(pieces[0]?.buffer, wire.buffer);
  unstuffer.push(Buffer.from('.\r'));
  assert.equal(unstuffer.push(Buffer.from('x')).pieces.length, 2);
});
