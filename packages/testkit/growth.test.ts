import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth, LINEAR_GROWTH } from './growth.ts';

const loop = (turns: number): number => {
  let sum = 0;
  for (let n = 0; n < turns; n += 1) sum ^= n;
  return sum;
};

test('linear and quadratic growth are distinguished', () => {
  const linear = growth((size) => loop(size * 300), 300);
  assert.ok(linear < LINEAR_GROWTH, String(linear));
  const square = growth((size) => loop(size * size), 300);
  assert.ok(square > LINEAR_GROWTH, String(square));
});
