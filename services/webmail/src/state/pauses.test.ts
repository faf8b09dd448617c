import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growing, growingPauses } from './pauses.ts';

test('pauses between retries double up to a maximum, with random variation', () => {
  const lengths = (chance: number): (number | undefined)[] => {
    const pauses = growing({ firstMs: 1_000, longestMs: 6_000 }, () => chance);
    return Array.from({ length: 5 }, () => pauses.next().value);
  };
  assert.deepEqual(lengths(1), [1_000, 2_000, 4_000, 6_000, 6_000]);
  assert.deepEqual(lengths(0), [500, 1_000, 2_000, 3_000, 3_000]);
});

/** So long that no pause ends by itself during a test. */
const NEVER = { firstMs: 100_000_000, longestMs: 100_000_000 } as const;

test('a pause ends at once when the user looks or the connection is back; offline there are no retries', () => {
  const end = new AbortController();
  const place = new EventTarget();
  let tries = 0;
  const pauses = growingPauses(() => tries++, NEVER, end.signal, place);
  place.dispatchEvent(new Event('online'));
  assert.equal(tries, 0);
  for (const [at, hope] of ['online', 'focus', 'visibilitychange'].entries()) {
    pauses.wait();
    assert.equal(tries, at);
    place.dispatchEvent(new Event(hope));
    assert.equal(tries, at + 1);
    // There is no pause to end any more.
    place.dispatchEvent(new Event(hope));
    assert.equal(tries, at + 1);
  }
  pauses.wait();
  end.abort();
  place.dispatchEvent(new Event('online'));
  pauses.wait();
  assert.equal(tries, 3);
});
