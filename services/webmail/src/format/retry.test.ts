/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retrySeconds, whenAgain } from './retry.ts';

test('Retry-After is a number of seconds or a date', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  assert.equal(retrySeconds('900', now), 900);
  assert.equal(retrySeconds('0', now), 0);
  assert.equal(retrySeconds('Sun, 01 Mar 2026 12:02:00 GMT', now), 120);
  for (const said of [null, '', 'soon', '-5', 'Sun, 01 Mar 2026 11:00:00 GMT'])
    assert.equal(retrySeconds(said, now), undefined, String(said));
});

test('a retry time is shown in the largest fitting unit and never too early', () => {
  const said = [5, 60, 61, 900, 5_399, 5_400, 100_000, 200_000].map((seconds) => whenAgain(seconds, 'en-GB', 'later'));
  assert.deepEqual(said.slice(0, 4), ['in 1 minute', 'in 1 minute', 'in 2 minutes', 'in 15 minutes']);
  assert.deepEqual(said.slice(4), ['in 90 minutes', 'in 2 hours', 'in 28 hours', 'in 3 days']);
  assert.equal(whenAgain(900, 'zh-CN', '稍后'), '15分钟后');
  assert.equal(whenAgain(undefined, 'en-GB', 'later'), 'later');
});
