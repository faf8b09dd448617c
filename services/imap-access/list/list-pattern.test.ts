import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import { Patterns } from './list-pattern.ts';

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
  ['Inbox/sub', 'INBOX/sub', true],
  ['iN*/%', 'INBOX/sub', true],
  ['inbox/SUB', 'INBOX/sub', false],
  ['inbox*', 'INBOXES', false],
  ['archive', 'Archive', false],
  ['cafe\u0301', 'caf\u00e9', true],
  ['cafe\u0301/*', 'caf\u00e9/x', true],
  ['a*c', 'abbbc', true],
  ['*%*', 'a/b', true],
  ['*%', 'a/b', true],
  ['%*x', 'a/b/x', true],
  ['a', 'ab', false],
  ['', 'a', false],
  ['.*', 'ab', false],
  ['日*', '日本語', true],
];

for (const [pattern, name, expected] of cases) {
  test(`LIST ${JSON.stringify(pattern)} ${expected ? 'finds' : 'does not find'} ${name}`, () =>
    assert.equal(new Patterns([pattern]).match(name), expected));
}

test('every short pattern finds the same names as an exhaustive search', () => {
  const words = (alphabet: string, length: number): string[] =>
    length === 0 ? [''] : words(alphabet, length - 1).flatMap((word) => [word, ...[...alphabet].map((c) => word + c)]);
  const names = [...new Set(words('a/b', 5))].filter((name) => name !== '');
  for (const pattern of new Set(words('a/%*', 5))) {
    const regex = new RegExp(`^${pattern.replace(/[*]+/g, '.*').replace(/%/g, '[^/]*')}$`);
    const patterns = new Patterns([pattern]);
    for (const name of names) assert.equal(patterns.match(name), regex.test(name), `${pattern} ${name}`);
  }
});

test('repeated wildcards count as one, and patterns longer than any name match nothing', () => {
  const patterns = new Patterns(['%'.repeat(65_000), `a${'%*'.repeat(30_000)}b`, `%${'a'.repeat(1_001)}`]);
  assert.equal(patterns.match('b'.repeat(1_000)), true);
  assert.ok(patterns.steps < 3_000, `${patterns.steps}`);
});

test('hostile patterns take steps in proportion to pattern times name, and a limit ends them', () => {
  const slow = new Patterns([`*${'a'.repeat(500)}b`]);
  assert.equal(slow.match('a'.repeat(1_000)), false);
  assert.ok(slow.steps < 500_000, `${slow.steps}`);
  const many = new Patterns(Array.from({ length: 100 }, (_, n) => `*${'a'.repeat(450 + n)}b`));
  assert.throws(
    () => {
      for (let n = 0; n < 100; n += 1) many.match('a'.repeat(1_000));
    },
    (error) => isMailError(error, 'limit-reached'),
  );
});
