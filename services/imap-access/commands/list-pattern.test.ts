import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcher } from './list-pattern.ts';

const cases: [pattern: string, name: string, matches: boolean][] = [
  ['*', 'a/b/c', true],
  ['%', 'a', true],
  ['%', 'a/b', false],
  ['a/%', 'a/b', true],
  ['a/%', 'a/b/c', false],
  ['a/%/c', 'a/b/c', true],
  ['%/%', 'a', false],
  ['inbox', 'INBOX', true],
  ['in%', 'INBOX', true],
  ['archive', 'Archive', false],
  ['a*c', 'abbbc', true],
  ['*%*', 'a/b', true],
  ['a', 'ab', false],
  ['', 'a', false],
  ['.*', 'ab', false],
  ['日*', '日本語', true],
];

for (const [pattern, name, expected] of cases) {
  test(`LIST ${JSON.stringify(pattern)} ${expected ? 'finds' : 'does not find'} ${name}`, () =>
    assert.equal(matcher(pattern)(name), expected));
}

test('piled up wildcards cost no more than their number', () => {
  const start = process.hrtime.bigint();
  assert.equal(matcher('a%b'.repeat(300))(`${'ab'.repeat(500)}c`), false);
  assert.equal(matcher('*a'.repeat(500))(`${'a'.repeat(900)}b`), false);
  assert.ok(process.hrtime.bigint() - start < 2_000_000_000n);
});
