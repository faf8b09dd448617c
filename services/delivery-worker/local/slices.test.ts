import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slices } from './slices.ts';

const MEGABYTE = 1024 * 1024;

function lengths(deliveries: { blobId: string; size: number }[]): number[] {
  return [...slices(deliveries)].map((slice) => slice.length);
}

test('small messages are filed together, and large ones a few at a time', () => {
  const of = (count: number, size: number) => Array.from({ length: count }, (_, n) => ({ blobId: `${n}`, size }));
  assert.deepEqual(lengths([]), []);
  assert.deepEqual(lengths(of(200, 64 * 1024)), [200]);
  assert.deepEqual(lengths(of(200, 256 * 1024)), [64, 64, 64, 8]);
  assert.deepEqual(lengths(of(20, 50 * MEGABYTE)), [8, 8, 4]);
});

test('a message with many recipients counts once', () => {
  assert.deepEqual(lengths(Array.from({ length: 200 }, () => ({ blobId: 'one', size: 50 * MEGABYTE }))), [200]);
});
