import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isMailError } from '@postroom/types';
import { findAlias, listAliases, putAlias } from './aliases.ts';
import { addDomain } from './domains.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account } = fixture;
await addDomain(pool, 'a.test');
await account('alice@a.test');

const refused = (address: string, targets: string[], way: RegExp) =>
  assert.rejects(
    putAlias(pool, address, targets),
    (error: Error) => isMailError(error, 'invalid') && way.test(error.message),
  );

test('an alias that leads back to itself is refused, and the circle is named', async () => {
  await refused('self@a.test', ['alice@a.test', 'SELF@A.test'], /self@a\.test → self@a\.test/);
  await putAlias(pool, 'b@a.test', ['alice@a.test', 'one@a.test']);
  await refused('one@a.test', ['b@a.test'], /one@a\.test → b@a\.test → one@a\.test/);
  await putAlias(pool, 'c@a.test', ['b@a.test']);
  await refused('one@a.test', ['alice@a.test', 'c@a.test'], /one@a\.test → c@a\.test → b@a\.test → one@a\.test/);
  await refused('b@a.test', ['c@a.test'], /b@a\.test → c@a\.test → b@a\.test/);
  assert.deepEqual((await findAlias(pool, 'b@a.test')).targets, ['alice@a.test', 'one@a.test']);
});

test('a tag without an alias of its own does not hide a circle', async () => {
  await refused('tagged@a.test', ['tagged+x@a.test'], /tagged@a\.test → tagged\+x@a\.test → tagged@a\.test/);
  await putAlias(pool, 'to-tag@a.test', ['tagged+x@a.test']);
  await refused('tagged@a.test', ['to-tag@a.test'], /tagged@a\.test → to-tag@a\.test → tagged\+x@a\.test → tagged@a/);
  await putAlias(pool, 'tagged+x@a.test', ['alice@a.test']);
  await putAlias(pool, 'tagged@a.test', ['to-tag@a.test']);
});

test('shared targets of two aliases, accounts and catch-alls are not circles', async () => {
  await putAlias(pool, 'left@a.test', ['shared@a.test']);
  await putAlias(pool, 'shared@a.test', ['alice+left@a.test', 'later@a.test']);
  await putAlias(pool, 'both@a.test', ['left@a.test', 'shared@a.test', 'left@a.test']);
  await putAlias(pool, '@a.test', ['later@a.test']);
});

test('a page of aliases ends when it grows too large, and the next one continues there', async () => {
  await addDomain(pool, 'large.test');
  const far = Array.from({ length: 1_000 }, (_, at) => `${`${at}`.padStart(200, 'x')}@elsewhere.test`);
  for (let at = 0; at < 12; at++) await putAlias(pool, `list${at + 10}@large.test`, far);
  const pages: string[][] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await listAliases(pool, { domain: 'large.test', limit: 1_000, ...(after && { after }) });
    pages.push(page.rows.map(({ address }) => address));
    after = page.next;
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [5, 5, 2],
  );
  assert.equal(new Set(pages.flat()).size, 12);
  const two = await listAliases(pool, { domain: 'large.test', limit: 2 });
  assert.deepEqual([two.rows.length, two.next], [2, 'list11@large.test']);
});
