import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { SCHEDULE } from './testing.ts';

const now = new Date('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const outcome = (result: Outcome['result'], dsn = false): Outcome => ({
  ...{ result, status: '4.0.0', host: 'mx.test', reply: '451 later', fromServer: true, dsn },
});
const row = {
  source: 'submission' as const,
  reversePath: 'a@x.test',
  notify: null,
  attempts: 1,
  acceptedAt: hoursAgo(0),
  delayNotifiedAt: null,
};
const decided = (changes: object, what: Outcome, successToStrangers = false) =>
  decide({ ...row, ...changes }, what, { schedule: SCHEDULE, successToStrangers }, now, 0.5);

test('temporary failures wait by the schedule and end at its end', () => {
  const first = decided({}, outcome('temporary'));
  assert.deepEqual(first, { kind: 'deferred', nextAttemptAt: new Date(now.getTime() + 60_000), report: undefined });
  const expired = decided({ acceptedAt: hoursAgo(120) }, outcome('temporary'));
  assert.deepEqual(expired, { kind: 'failed', status: '4.4.7', expired: true, report: 'failed' });
});

test('a delay is told once, after four hours, to those who want it', () => {
  const late = { acceptedAt: hoursAgo(4) };
  assert.equal(decided({ acceptedAt: hoursAgo(3.9) }, outcome('temporary')).report, undefined);
  assert.equal(decided(late, outcome('temporary')).report, 'delayed');
  assert.equal(decided({ ...late, delayNotifiedAt: now }, outcome('temporary')).report, undefined);
  assert.equal(decided({ ...late, notify: ['FAILURE'] }, outcome('temporary')).report, undefined);
  assert.equal(decided({ ...late, notify: ['DELAY'] }, outcome('temporary')).report, 'delayed');
});

test('NOTIFY and the null reverse-path say who hears of what', () => {
  const reports = (changes: object) => [
    decided(changes, outcome('permanent')).report,
    decided(changes, outcome('relayed')).report,
    decided(changes, outcome('relayed', true)).report,
  ];
  assert.deepEqual(reports({}), ['failed', undefined, undefined]);
  assert.deepEqual(reports({ notify: ['NEVER'] }), [undefined, undefined, undefined]);
  assert.deepEqual(reports({ notify: ['SUCCESS'] }), [undefined, 'relayed', undefined]);
  assert.deepEqual(reports({ notify: ['SUCCESS', 'FAILURE'], reversePath: '' }), [undefined, undefined, undefined]);
});

test('who did not log in hears of failures, and of success only where that is set', () => {
  const stranger = { source: 'mx', notify: ['SUCCESS', 'FAILURE'] };
  assert.equal(decided(stranger, outcome('relayed')).report, undefined);
  assert.equal(decided(stranger, outcome('permanent')).report, 'failed');
  assert.equal(decided(stranger, outcome('relayed'), true).report, 'relayed');
});
