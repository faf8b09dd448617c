import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { SCHEDULE } from './testing.ts';

const now = new Date('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const outcome = (result: Outcome['result'], dsn = false): Outcome => ({
  result,
  status: '4.0.0',
  host: 'mx.test',
  reply: '451 later',
  fromServer: true,
  dsn,
});
const row = {
  source: 'submission' as const,
  reversePath: 'a@x.test',
  notify: null,
  attempts: 1,
  acceptedAt: hoursAgo(0),
  overdueMs: 0,
  delayNotifiedAt: null,
  deliverBy: null,
  deliverByMode: null,
};
const decided = (changes: object, what: Outcome, successToStrangers = false) =>
  decide({ ...row, ...changes }, what, { schedule: SCHEDULE, successToStrangers }, now, 0.5);

test('temporary failures are retried by the schedule and fail at its end', () => {
  const first = decided({}, outcome('temporary'));
  assert.deepEqual(first, { kind: 'deferred', nextAttemptAt: new Date(now.getTime() + 60_000), report: undefined });
  const expired = decided({ acceptedAt: hoursAgo(120) }, outcome('temporary'));
  assert.deepEqual(expired, { kind: 'failed', status: '4.4.7', expired: true, report: 'failed' });
  const whileAway = decided({ acceptedAt: hoursAgo(130), overdueMs: 100 * 3_600_000 }, outcome('temporary'));
  assert.equal(whileAway.kind, 'deferred');
});

test('a delay is reported once, after four hours, to senders who want it', () => {
  const late = { acceptedAt: hoursAgo(4) };
  assert.equal(decided({ acceptedAt: hoursAgo(3.9) }, outcome('temporary')).report, undefined);
  assert.equal(decided(late, outcome('temporary')).report, 'delayed');
  assert.equal(decided({ ...late, delayNotifiedAt: now }, outcome('temporary')).report, undefined);
  assert.equal(decided({ ...late, notify: ['FAILURE'] }, outcome('temporary')).report, undefined);
  assert.equal(decided({ ...late, notify: ['DELAY'] }, outcome('temporary')).report, 'delayed');
});

test('NOTIFY and the null reverse-path decide which reports are sent', () => {
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

test('unauthenticated senders get failure reports, and success reports only where configured', () => {
  const stranger = { source: 'mx', notify: ['SUCCESS', 'FAILURE'] };
  assert.equal(decided(stranger, outcome('relayed')).report, undefined);
  assert.equal(decided(stranger, outcome('permanent')).report, 'failed');
  assert.equal(decided(stranger, outcome('relayed'), true).report, 'relayed');
});

test('RFC 2852: a mail with mode R is tried until its deadline and not after it', () => {
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const by = (seconds: number) => ({ deliverBy: inSeconds(seconds), deliverByMode: 'R' });
  assert.deepEqual(decided(by(20), outcome('temporary')), {
    kind: 'deferred',
    nextAttemptAt: inSeconds(20),
    report: undefined,
  });
  assert.deepEqual(decided(by(600), outcome('temporary')), {
    kind: 'deferred',
    nextAttemptAt: inSeconds(60),
    report: undefined,
  });
  const late = { kind: 'failed', status: '5.4.7', expired: true, report: 'failed' };
  assert.deepEqual(decided(by(0), outcome('temporary')), late);
  assert.deepEqual(decided({ ...by(0), notify: ['SUCCESS'] }, outcome('temporary')), { ...late, report: undefined });
  assert.equal(decided(by(0), outcome('relayed')).kind, 'relayed');
});

test('RFC 2852: the sender of a late mail with mode N is told once about the deadline and once about the delay', () => {
  const late = { acceptedAt: hoursAgo(5), deliverBy: hoursAgo(1), deliverByMode: 'N', delayNotifiedAt: hoursAgo(1.1) };
  const told = (changes: object) => {
    const decision = decided({ ...late, ...changes }, outcome('temporary'));
    return [decision.report, 'status' in decision ? decision.status : undefined];
  };
  assert.deepEqual(told({}), ['delayed', '4.4.7']);
  assert.deepEqual(told({ delayNotifiedAt: null }), ['delayed', '4.4.7']);
  assert.deepEqual(told({ delayNotifiedAt: hoursAgo(0.9) }), [undefined, undefined]);
  assert.deepEqual(told({ notify: ['FAILURE'] }), [undefined, '4.4.7']);
  assert.deepEqual(told({ deliverBy: hoursAgo(6) }), [undefined, undefined], 'late when it came');
});

test('RFC 2852: relaying is reported if it was requested or the next server ignores the deadline', () => {
  const relayed = (deliverByMode: string, watchesTime: boolean, more: object = {}) =>
    decided({ deliverBy: now, deliverByMode, ...more }, { ...outcome('relayed', true), watchesTime }).report;
  assert.equal(relayed('N', true), undefined);
  assert.equal(relayed('NT', true), 'relayed');
  assert.equal(relayed('RT', true), 'relayed');
  assert.equal(relayed('N', false), 'relayed');
  assert.equal(relayed('NT', false, { notify: ['NEVER'] }), undefined);
  assert.equal(relayed('NT', false, { reversePath: '' }), undefined);
});
