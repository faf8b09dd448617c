import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchTurns } from './search-turns.ts';

test('concurrent searches are limited in total and per account, and all get their turn', async () => {
  const turns = new SearchTurns(3);
  const running: number[] = [];
  const ends: (() => void)[] = [];
  const search = (account: number) =>
    turns.run(account, async () => {
      running.push(account);
      await new Promise<void>((end) => ends.push(end));
    });
  const all = [1, 1, 1, 1, 2, 3].map(search);
  assert.deepEqual(running, [1, 1, 2]);
  ends[2]?.();
  await all[4];
  assert.deepEqual(running, [1, 1, 2, 3]);
  ends[0]?.();
  await all[0];
  assert.deepEqual(running, [1, 1, 2, 3, 1]);
  for (let n = 0; n < 6; n++) {
    for (const end of ends) end();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
  assert.equal(running.length, 6);
});

test('a failed search frees its place', async () => {
  const turns = new SearchTurns(1);
  await assert.rejects(
    turns.run(1, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await turns.run(2, async () => 'yes'), 'yes');
});
