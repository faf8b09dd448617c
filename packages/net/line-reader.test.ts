import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReader } from './line-reader.ts';

/** Returns what a reader returns for these bytes, fed `size` at a time. */
function read(text: string, size: number, maxLength = 20): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new LineReader();
  const said: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
    for (let line = reader.next(maxLength); line !== undefined; line = reader.next(maxLength)) {
      said.push(line === 'too-long' ? '(too long)' : line.toString('latin1'));
    }
  }
  return said;
}

const text = `STAT\r\nlist 1\n\r\n${'x'.repeat(18)}\r\n${'x'.repeat(19)}\r\n${'y'.repeat(600)}\nNOOP\r\na\rb\r\r\nQUIT`;
const lines = ['STAT', 'list 1', '', 'x'.repeat(18), '(too long)', '(too long)', 'NOOP', 'a\rb\r'];

for (const size of [1, 2, 7, 512, 4096]) {
  test(`the same lines are read ${size} bytes at a time`, () => assert.deepEqual(read(text, size), lines));
}

test('an endless line is not kept in memory, and is reported as hopeless', () => {
  const reader = new LineReader();
  for (let i = 0; i < 70; i++) {
    assert.equal(reader.hopeless, i > 64);
    reader.push(Buffer.alloc(1024, 'x'));
    assert.equal(reader.next(255), undefined);
    assert.equal(reader.clear(), 0);
  }
});

test('clear discards pipelined lines', () => {
  const reader = new LineReader();
  reader.push(Buffer.from('STLS\r\nDELE 1\r\n'));
  assert.equal(String(reader.next(255)), 'STLS');
  assert.equal(reader.clear(), 8);
  assert.equal(reader.next(255), undefined);
});
