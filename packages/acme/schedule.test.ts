import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterFailure, renewalOf } from './schedule.ts';

const DAY = 24 * 3_600_000;
const from = new Date('2026-11-01T00:00:00Z');

test('a certificate is renewed when a third of its lifetime is left, or a little more', () => {
  const left = (days: number, random: number) => {
    const endsAt = new Date(from.getTime() + days * DAY);
    return (endsAt.getTime() - renewalOf({ issuedAt: from, endsAt }, random).getTime()) / DAY;
  };
  assert.deepEqual([left(90, 0), left(90, 1), left(6, 0)], [30, 33, 2]);
});

test('failed orders are retried at growing intervals, up to twice a day', () => {
  const hours = (failures: number, random: number) =>
    (afterFailure(failures, from, random).getTime() - from.getTime()) / 3_600_000;
  assert.deepEqual(
    [1, 2, 3, 5, 6, 10_000].map((failures) => hours(failures, 0.5)),
    [0.5, 1, 2, 8, 12, 12],
  );
  assert.deepEqual([hours(2, 0), hours(2, 1)], [0.75, 1.25]);
});
