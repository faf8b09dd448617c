import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesServer, parseStsPolicy, stsId } from './sts-policy.ts';

test('RFC 8461 3.2: a policy is parsed, and an invalid one is refused', () => {
  assert.deepEqual(
    parseStsPolicy('version: STSv1\r\nmode: enforce\nmx: Mail.example.com\nmx:*.example.net \nmax_age: 604800\nx: y\n'),
    { mode: 'enforce', mx: ['mail.example.com', '*.example.net'], maxAgeSeconds: 604_800 },
  );
  assert.equal(parseStsPolicy('version: STSv1\nmode: none\nmax_age: 9999999999')?.maxAgeSeconds, 31_557_600);
  for (const text of [
    ...['', '<html>', 'version: STSv2\nmode: none\nmax_age: 1', 'version: STSv1\nmode: enforce\nmax_age: 1'],
    ...['version: STSv1\nmode: loud\nmx: a\nmax_age: 1', 'version: STSv1\nmode: enforce\nmx: a\nmax_age: -1'],
    `version: STSv1\nmode: enforce\nmax_age: 1\n${'mx: a.test\n'.repeat(101)}`,
  ]) {
    assert.equal(parseStsPolicy(text), undefined, text.slice(0, 50));
  }
});

test('RFC 8461 3.1: the id is read if there is exactly one record', () => {
  assert.equal(stsId(['v=spf1 -all', 'v=STSv1; id=20160831085700Z;']), '20160831085700Z');
  assert.equal(stsId(['v=STSv1; id=1', 'v=STSv1; id=2']), undefined);
  assert.equal(stsId(['v=STSv1; id=']), undefined);
  assert.equal(stsId([]), undefined);
});

test('RFC 8461 4.1: a wildcard matches one label', () => {
  const policy = { mx: ['mail.example.com', '*.example.net'] };
  for (const host of ['mail.example.com', 'a.example.net']) assert.ok(namesServer(policy, host), host);
  for (const host of ['example.com', 'example.net', 'a.b.example.net', 'net', ''])
    assert.ok(!namesServer(policy, host), host);
});
