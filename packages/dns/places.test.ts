import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Places } from './places.ts';

test('waiting queries get free places in order, or none after a timeout', async () => {
  const places = new Places({ places: 1, maxWaiting: 2 });
  assert.equal(await places.enter(1000), true);
  const second = places.enter(60_000);
  const third = places.enter(1);
  assert.equal(await places.enter(1000), false, 'as many wait as may');
  assert.equal(await third, false, 'its time is over');
  places.leave();
  assert.equal(await second, true);
  places.leave();
  assert.equal(await places.enter(1000), true);
});
