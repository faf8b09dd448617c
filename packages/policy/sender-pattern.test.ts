import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderMatcher } from './sender-pattern.ts';

const matches = (pattern: string, author: string): boolean =>
  senderMatcher({ rule: 'always', pattern }).matches({ client: '192.0.2.1', authors: [author], reversePath: '' });

test('a sender is meant by its address or its domain, with wildcards in either', () => {
  const meant: [pattern: string, author: string][] = [
    ['news@shop.example', 'news@shop.example'],
    ['shop.example', 'anybody@shop.example'],
    ['*.shop.example', 'a@mail.shop.example'],
    ['*@shop.example', 'a@shop.example'],
    ['*@shop.example', '"a@b"@shop.example'],
    ['n*s@shop.example', 'ns@shop.example'],
    ['a*b*a@*', 'aba@x.test'],
    ['*', 'a@b.test'],
  ];
  for (const [pattern, author] of meant) assert.ok(matches(pattern, author), `${pattern} ${author}`);
  const others: [pattern: string, author: string][] = [
    ['shop.example', 'a@myshop.example'],
    ['shop.example', 'a@mail.shop.example'],
    ['*.shop.example', 'a@shop.example'],
    ['shop.example', '"a@shop.example"@evil.test'],
    ['news@shop.example', 'news@shop.example.evil.test'],
    ['news@shop.example', 'xnews@shop.example'],
    ['aba*aba@x.test', 'aba@x.test'],
    ['a*b*a@*', 'ab@x.test'],
    ['a.c@x.test', 'abc@x.test'],
  ];
  for (const [pattern, author] of others) assert.ok(!matches(pattern, author), `${pattern} ${author}`);
});

test('an endless address of a stranger is compared at once', { timeout: 5_000 }, () => {
  assert.ok(!matches('*a*a*b@x.test', `${'a'.repeat(200_000)}@x.test`));
});
