import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuMs } from '../mime/testing.ts';
import { formatMailbox, needsSmtpUtf8, parseMailbox } from './mailbox.ts';

const good: [string, string, string][] = [
  ['alice@postroom.test', 'alice', 'postroom.test'],
  ['Alice+tag@Postroom.Test', 'Alice+tag', 'Postroom.Test'],
  ['"a b"@x.test', 'a b', 'x.test'],
  ['"a\\"b\\\\c"@x.test', 'a"b\\c', 'x.test'],
  ['"@"@x.test', '@', 'x.test'],
  ['""@x.test', '', 'x.test'],
  ['a@[192.0.2.1]', 'a', '[192.0.2.1]'],
  ['a@[IPv6:2001:db8::1]', 'a', '[IPv6:2001:db8::1]'],
  ['用户@例子.广告', '用户', '例子.广告'],
  ['a..b.@docomo.example', 'a..b.', 'docomo.example'],
  ["!#$%&'*+-/=?^_`{|}~@x.test", "!#$%&'*+-/=?^_`{|}~", 'x.test'],
  ['a@under_score.test', 'a', 'under_score.test'],
];

const bad = [
  '',
  'a',
  '@x.test',
  'a@',
  'a b@x.test',
  'a@x..test',
  'a@.test',
  'a@-x.test',
  'a@x.test ',
  ' a@x.test',
  '"a@x.test',
  '"a"b@x.test',
  'a@[192.0.2.256]',
  'a@[IPv6:::::]',
  'a@[nonsense]',
  'a@x\r\n.test',
  '"a\r\nRCPT TO:<b@c>"@x.test',
  '"\0"@x.test',
  'a@x>y.test',
  `${'a'.repeat(256)}@x.test`,
  `a@${'x.'.repeat(150)}test`,
  `a@${'x'.repeat(64)}.test`,
  '\ud800@x.test',
];

test('mailboxes are parsed and formatted back', () => {
  for (const [text, localPart, domain] of good) {
    assert.deepEqual(parseMailbox(text), { localPart, domain }, text);
    const again = formatMailbox({ localPart, domain });
    assert.deepEqual(parseMailbox(again), { localPart, domain }, again);
  }
});

test('an invalid mailbox is refused', () => {
  for (const text of bad) assert.equal(parseMailbox(text), undefined, JSON.stringify(text));
});

test('local parts are quoted only where necessary', () => {
  assert.equal(formatMailbox({ localPart: 'a.b', domain: 'x.test' }), 'a.b@x.test');
  assert.equal(formatMailbox({ localPart: 'a..b', domain: 'x.test' }), '"a..b"@x.test');
  assert.equal(formatMailbox({ localPart: 'a"b', domain: 'x.test' }), '"a\\"b"@x.test');
});

test('only the local part can require SMTPUTF8', () => {
  assert.equal(needsSmtpUtf8({ localPart: '用户', domain: 'x.test' }), true);
  assert.equal(needsSmtpUtf8({ localPart: 'user', domain: '例子.广告' }), false);
});

test('a long hostile address is parsed in little time', () => {
  const startedMs = cpuMs();
  for (const text of [
    '"'.repeat(100_000),
    `"${'\\"'.repeat(50_000)}`,
    'a.'.repeat(100_000),
    `a@${'a-'.repeat(50_000)}`,
  ]) {
    assert.equal(parseMailbox(text), undefined);
  }
  assert.ok(cpuMs() - startedMs < 500);
});
