import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileJob, readRelayJob } from './jobs.ts';

const ID = '0199b0f0-0000-7000-8000-000000000001';

test('of a job only what makes sense is read', () => {
  for (const nonsense of [undefined, null, 1, 'x', [], {}, { deliveryIds: 'x' }, { deliveryIds: [1, null, {}, 'x'] }]) {
    assert.deepEqual(readFileJob(nonsense), []);
  }
  assert.deepEqual(readFileJob({ deliveryIds: ["'; drop", ID, `${ID}\0`] }), [ID]);
  for (const nonsense of [undefined, null, 1, {}, { destination: 1 }, { destination: '' }, { destination: 'a\0' }]) {
    assert.equal(readRelayJob(nonsense), undefined);
  }
  assert.equal(readRelayJob({ destination: 'x'.repeat(1000) }), undefined);
  assert.deepEqual(readRelayJob({ destination: 'b.test', more: 1 }), { destination: 'b.test' });
});
