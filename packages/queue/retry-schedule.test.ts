import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextAttempt, RETRY_SCHEDULE, retrySchedule } from './retry-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const accepted = new Date('2026-11-22T10:00:00Z');
const age = { acceptedAt: accepted, overdueMs: 0 };
const minutesTo = (attempts: number, random = 0.5) =>
  ((nextAttempt(RETRY_SCHEDULE, attempts, age, accepted, random)?.getTime() ?? 0) - accepted.getTime()) / MINUTE;

test('the first retries come soon, and later ones every four hours', () => {
  assert.deepEqual(
    [1, 2, 3, 9, 50].map((attempts) => minutesTo(attempts)),
    [1, 5, 10, 240, 240],
  );
});

test('mails that failed together are not retried together', () => {
  assert.ok(minutesTo(4, 0) < minutesTo(4, 0.999));
  assert.equal(minutesTo(4, 0), 18);
});

test('the last attempt is at the expiry, with none after it', () => {
  const nearly = new Date(accepted.getTime() + 119.9 * HOUR);
  assert.equal(nextAttempt(RETRY_SCHEDULE, 40, age, nearly, 0)?.getTime(), accepted.getTime() + 120 * HOUR);
  assert.equal(nextAttempt(RETRY_SCHEDULE, 41, age, new Date(accepted.getTime() + 120 * HOUR), 0), null);
});

test('time in which we were not running is added to the expiry', () => {
  const later = (hours: number) => new Date(accepted.getTime() + hours * HOUR);
  const away = { ...age, overdueMs: 90 * HOUR };
  assert.equal(nextAttempt(RETRY_SCHEDULE, 9, away, later(209), 0.5)?.getTime(), later(210).getTime());
  assert.equal(nextAttempt(RETRY_SCHEDULE, 9, away, later(210), 0.5), null);
});

test('an operator can configure other intervals', () => {
  const quick = retrySchedule({ minutes: [0.05], delayNoticeHours: 1, expireHours: 2 });
  assert.equal(nextAttempt(quick, 3, age, accepted, 0.5)?.getTime(), accepted.getTime() + 3000);
});
