import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DotStuffer, LineLimit } from './dot-stuffing.ts';

const sizes = [1, 2, 3, 7, 512];

function chunksOf(text: string, size: number): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

function stuff(text: string, size: number): string {
  const stuffer = new DotStuffer();
  const sent = chunksOf(text, size).map((chunk) => stuffer.push(chunk));
  return Buffer.concat(sent).toString('latin1') + stuffer.end();
}

const cases: [name: string, message: string, sent: string][] = [
  ['nothing to do', 'a\r\nb.c\r\n', 'a\r\nb.c\r\n.\r\n'],
  ['an empty message', '', '.\r\n'],
  ['a dot at the very start', '.\r\n', '..\r\n.\r\n'],
  ['dots in every place', 'a\r\n.\r\n..\r\n.b\r\n\r\n.', 'a\r\n..\r\n...\r\n..b\r\n\r\n..\r\n.\r\n'],
  ['a dot behind bare LF', 'a\n.\nb\r\n', 'a\n..\nb\r\n.\r\n'],
  ['a dot behind bare CR is within a line', 'a\r.\r\n', 'a\r.\r\n.\r\n'],
  ['no line end', 'abc', 'abc\r\n.\r\n'],
  ['bare LF at the end', 'abc\n', 'abc\n\r\n.\r\n'],
  ['bare CR at the end', 'abc\r', 'abc\r\r\n.\r\n'],
];

for (const [name, message, sent] of cases) {
  test(`dot-stuffing: ${name}`, () => {
    for (const size of sizes) assert.equal(stuff(message, size), sent, `${size} at a time`);
  });
}

test('a chunk without dots is passed on without a copy', () => {
  const chunk = Buffer.from('a\r\nb\r\n');
  assert.equal(new DotStuffer().push(chunk).buffer, chunk.buffer);
});

test('a chunk full of dots is stuffed into one buffer that is at most half as large again', () => {
  for (const line of ['..\r\n', '.\n']) {
    const chunk = Buffer.from(line.repeat(500_000));
    const sent = new DotStuffer().push(chunk);
    assert.equal(sent.toString(), `.${line}`.repeat(500_000));
    assert.ok(sent.buffer.byteLength <= 1.5 * chunk.length + 2, `${sent.buffer.byteLength}`);
  }
});

test('TOP stops after the requested number of lines', () => {
  const take = (lines: number, size: number) => {
    const limit = new LineLimit(lines);
    return Buffer.concat(chunksOf('1\r\n2\n\r\n4', size).map((chunk) => limit.take(chunk))).toString();
  };
  for (const size of sizes) {
    assert.equal(take(0, size), '');
    assert.equal(take(1, size), '1\r\n');
    assert.equal(take(2, size), '1\r\n2\n');
    assert.equal(take(3, size), '1\r\n2\n\r\n');
    assert.equal(take(9, size), '1\r\n2\n\r\n4');
  }
});
