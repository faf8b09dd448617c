import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DotStuffer } from './dot-stuffing.ts';

const cases: [string, string][] = [
  ['', '.\r\n'],
  ['a\r\n', 'a\r\n.\r\n'],
  ['a', 'a\r\n.\r\n'],
  ['a\r', 'a\r\n.\r\n'],
  ['a\n', 'a\r\n.\r\n'],
  ['.\r\n', '..\r\n.\r\n'],
  ['.', '..\r\n.\r\n'],
  ['..a\r\n.b\r\nc.d\r\n', '...a\r\n..b\r\nc.d\r\n.\r\n'],
  ['a\n.\nb\n', 'a\r\n..\r\nb\r\n.\r\n'],
  ['a\r.\rb', 'a\r\n..\r\nb\r\n.\r\n'],
  ['a\r\r\nb\n\rc', 'a\r\n\r\nb\r\n\r\nc\r\n.\r\n'],
  ['\r\n.\r\n', '\r\n..\r\n.\r\n'],
  ['a\r\n.\rMAIL FROM:<x>\n', 'a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n'],
  ['h\r\n\r\n\xff\0\r\n', 'h\r\n\r\n\xff\0\r\n.\r\n'],
];

function stuff(text: string, size: number): string {
  const input = Buffer.from(text, 'latin1');
  const stuffer = new DotStuffer();
  const out: Buffer[] = [];
  for (let at = 0; at < input.length; at += size) out.push(stuffer.push(input.subarray(at, at + size)));
  out.push(stuffer.end());
  return Buffer.concat(out).toString('latin1');
}

test('line ends are normalised and dots doubled, however the message is split', () => {
  for (const [input, output] of cases) {
    for (const size of [1, 2, 3, 7, 512])
      assert.equal(stuff(input, size), output, `${JSON.stringify(input)} by ${size}`);
  }
});

test('random bytes never contain an end of data before the end', () => {
  const alphabet = ['\r', '\n', '.', 'a'];
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: 12 }, () => alphabet[Math.floor(Math.random() * 4)]).join('');
    const wire = stuff(text, 1 + (round % 5));
    assert.equal(wire.search(/(^|\r\n)\.\r\n/), wire.endsWith('\r\n.\r\n') ? wire.length - 5 : 0, JSON.stringify(text));
    assert.doesNotMatch(wire, /\r(?!\n)|(?<!\r)\n/);
  }
});

test('a chunk that needs no change is passed on without a copy, and any other comes as one piece', () => {
  for (const text of ['a\r\nb.c\r\n', 'a', 'a\r\nb']) {
    const chunk = Buffer.from(text);
    assert.equal(new DotStuffer().push(chunk).buffer, chunk.buffer);
  }
  for (const line of ['..\r\n', '.\n', '\r', '\n.']) {
    const chunk = Buffer.from(line.repeat(300_000));
    const sent = new DotStuffer().push(chunk);
    assert.ok(sent.buffer.byteLength <= 2 * chunk.length + 2, `${sent.buffer.byteLength}`);
  }
});
