import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { slowest } from './slowest.ts';

test('the slowest files are listed first, and no more than requested', () => {
  const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const durations = new Map([
    [file('dev/a.test.ts'), 1_000],
    [file('dev/b.test.ts'), 23_456],
    [file('dev/c.test.ts'), 400],
  ]);
  assert.equal(slowest(durations, 2), 'the slowest files:\n   23.5 s  dev/b.test.ts\n    1.0 s  dev/a.test.ts');
});
