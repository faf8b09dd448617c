import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowsFrom } from './windows.ts';

test('search windows from either end start small and together cover everything', () => {
  const uids = Uint32Array.from({ length: 100_000 }, (_, n) => 2 * n + 1);
  const fromFirst = [...windowsFrom('first', uids)];
  const fromLast = [...windowsFrom('last', uids)];
  for (const windows of [fromFirst, fromLast])
    assert.deepEqual(
      windows.map(({ length }) => length),
      [1_000, 8_000, 64_000, 27_000],
    );
  assert.deepEqual(
    fromFirst.flatMap((each) => [...each]),
    [...uids],
  );
  assert.deepEqual(
    fromLast.toReversed().flatMap((each) => [...each]),
    [...uids],
  );
  assert.deepEqual([...windowsFrom('first', new Uint32Array())], []);
});
