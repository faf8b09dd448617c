import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trace } from './api-types.ts';
import { describeTrace } from './trace-text.ts';

test('results of scanners are described in words', () => {
  const at = '2026-11-25T10:00:00.000Z';
  const said = [
    { scanner: 'rspamd', result: 'spam', action: 'add header', score: 7.5, required: 15, seconds: 0.2 },
    { scanner: 'clamd', result: 'failed', reason: 'no answer within 30 s', seconds: 30 },
  ];
  const mail = {
    mailId: 'a',
    messageId: '<b>',
    reversePath: 'c@d.test',
    source: 'mx',
    size: 100,
    acceptedAt: at,
    traceId: null,
    deliveries: [],
    steps: said.map((detail) => ({ at, kind: 'scanned', recipient: null, detail })),
  };
  const text = describeTrace(mail as unknown as Trace);
  assert.doesNotMatch(text, /and more/);
  assert.match(describeTrace({ ...mail, isCut: true } as unknown as Trace), /… and more than can be shown/);
  assert.match(text, /scanned +rspamd said spam, add header, score 7\.5 of 15$/m);
  assert.match(text, /scanned +clamd said failed, no answer within 30 s$/m);
});

test('a later report of another server is described in words', () => {
  const at = '2026-11-25T10:00:00.000Z';
  const detail = {
    host: 'mx.other.test',
    action: 'failed',
    status: '5.1.1',
    reply: '550 no such user',
    reportMailId: 'r',
  };
  const mail = {
    mailId: 'a',
    messageId: '<b>',
    reversePath: 'c@d.test',
    source: 'submission',
    size: 100,
    acceptedAt: at,
    traceId: null,
    deliveries: [],
    steps: [{ at, kind: 'remote-report', recipient: 'bob@other.test', detail }],
  };
  assert.match(
    describeTrace(mail as unknown as Trace),
    /remote-report +bob@other\.test: mx\.other\.test reported failed 5\.1\.1 550 no such user, in mail r$/m,
  );
});
