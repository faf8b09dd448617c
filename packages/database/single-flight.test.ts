import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBatcher } from './single-flight.ts';

test('a batch is limited in items and weight, and a heavier item goes alone', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher(
    { maxItems: 3, weigh: { maxWeight: 10, weightOf: (weight: number) => weight } },
    async (items) => {
      batches.push(items);
      return items;
    },
  );
  const weights = [1, 1, 1, 1, 8, 2, 50, 3, 9];
  assert.deepEqual(await Promise.all(weights.map((weight) => batcher.add(weight))), weights);
  assert.deepEqual(batches, [[1, 1, 1], [1, 8], [2], [50], [3], [9]]);
});

test('a single item does not wait, and items that come meanwhile form the next batch', async () => {
  const batches: string[][] = [];
  const first = Promise.withResolvers<void>();
  const batcher = createBatcher({ maxItems: 10 }, async (items: string[]) => {
    batches.push(items);
    if (batches.length === 1) await first.promise;
    return items;
  });
  const done = [batcher.add('a')];
  await Promise.resolve();
  done.push(batcher.add('b'), batcher.add('c'));
  first.resolve();
  await Promise.all(done);
  assert.deepEqual(batches, [['a'], ['b', 'c']]);
});
