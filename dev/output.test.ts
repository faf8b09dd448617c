import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelledOutput } from './output.ts';

function printed(everything: boolean, lines: readonly (readonly [name: string, text: string])[]): string[] {
  const said: string[] = [];
  const { line } = labelledOutput(everything, (text) => said.push(text));
  for (const [name, text] of lines) line?.(name, text);
  return said;
}

const log = (msg: string, level = 30, more = {}) =>
  JSON.stringify({ level, time: new Date(2026, 10, 27, 9, 5, 7), service: 'x', pid: 1, ...more, msg });

test('a line shows time, service and message, and a warning is marked', () => {
  const lines = [
    ['smtp-ingress', log('accepted', 30, { size: 5 })],
    ['smtp-ingress', log('trouble', 40)],
  ] as const;
  assert.deepEqual(printed(false, lines), [
    '09:05:07 smtp-ingress     | accepted { size: 5 }',
    '09:05:07 smtp-ingress     | warning: trouble',
  ]);
  const [bare = ''] = printed(false, [['imap-access', 'no JSON']]);
  assert.match(bare, /^\d\d:\d\d:\d\d imap-access {6}\| no JSON$/);
  assert.match(printed(false, [['imap-access', '{"level":30,"ti']])[0] ?? '', /\| \{"level":30,"ti$/);
});

test('logins and chatter of the stores are shown only with full output', () => {
  const lines = [
    ['imap-access', log('logged in')],
    ['pop3-access', log('session ended')],
    ['postgres', 'FATAL:  the database system is starting up'],
    ['redis', '1:M Ready to accept connections'],
  ] as const;
  assert.deepEqual(printed(false, lines), []);
  assert.equal(printed(true, lines).length, lines.length);
  assert.equal(printed(false, [['postgres', 'PANIC:  could not write']]).length, 1);
});
