import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleFor, senderMatcher } from './sender-pattern.ts';

const matches = (pattern: string, author: string): boolean =>
  senderMatcher({ rule: 'always', pattern }).matches({ client: '192.0.2.1', authors: [author], reversePath: '' });

test('a pattern matches addresses or domains, with wildcards in either', () => {
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

test('an endless address is matched in little time', { timeout: 5_000 }, () => {
  assert.ok(!matches('*a*a*b@x.test', `${'a'.repeat(200_000)}@x.test`));
});

test('of several matching rules the most specific counts, whatever its length, and of equals the refusing one', () => {
  const names = { client: '192.0.2.7', authors: ['ab@shop.example'], reversePath: '' };
  const ruling = (...rules: [rule: 'always' | 'never', pattern: string][]): string | undefined => {
    const matchers = rules.map(([rule, pattern]) => senderMatcher({ rule, pattern }));
    const [found, other] = [matchers, matchers.toReversed()].map((scope) => ruleFor([scope], names)?.pattern);
    assert.equal(found, other, 'in whatever order');
    return found;
  };
  assert.equal(ruling(['never', '192.0.2.0/24'], ['always', '192.0.2.7']), '192.0.2.7');
  assert.equal(ruling(['never', '192.0.0.0/16'], ['always', '192.0.2.0/24']), '192.0.2.0/24');
  assert.equal(ruling(['never', '*@shop.example'], ['always', 'ab@shop.example']), 'ab@shop.example');
  assert.equal(ruling(['never', '*@*.example'], ['always', 'shop.example']), 'shop.example');
  assert.equal(ruling(['never', '*'], ['always', '*@shop.example']), '*@shop.example');
  assert.equal(ruling(['never', '*@*'], ['always', '*']), '*@*');
  assert.equal(ruling(['always', '192.0.2.7'], ['never', 'ab@shop.example']), 'ab@shop.example');
  assert.equal(ruling(['always', '192.0.2.7'], ['never', '*.example'], ['never', '*@shop.example']), '*@shop.example');
  assert.equal(ruling(['always', 'ab@shop.example'], ['never', '192.0.0.0/8']), '192.0.0.0/8');
});

test('a range that matches nobody does not disable the other rules', () => {
  const names = { client: '192.0.2.7', authors: ['a@b.test'], reversePath: '' };
  const rules = ['::ffff:192.0.2.7', '::ffff:0:0/90', '192.0.2.0/24'];
  const scope = rules.map((pattern) => senderMatcher({ rule: 'never', pattern }));
  assert.equal(ruleFor([scope], names)?.pattern, '192.0.2.0/24');
});
