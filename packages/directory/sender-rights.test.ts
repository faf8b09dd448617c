import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Queryable } from '@postroom/database';
import { setStatus } from './accounts.ts';
import { putAlias } from './aliases.ts';
import { addDomain, setPostmaster } from './domains.ts';
import { maySendAs, notTheirs } from './sender-rights.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account } = fixture;
await addDomain(pool, 'a.test');
await addDomain(pool, 'bücher.test');
const alice = { accountId: await account('alice@a.test'), address: 'alice@a.test' };
const bob = { accountId: await account('bob@a.test'), address: 'bob@a.test' };
await account('"odd user"@a.test');
// Alice has the catch-alls; the addresses below belong to others.
await putAlias(pool, '@a.test', ['alice@a.test']);
await putAlias(pool, '@bücher.test', ['alice@a.test']);
await putAlias(pool, 'sales@a.test', ['bob@a.test']);
await putAlias(pool, 'away@bücher.test', ['Someone@elsewhere.test']);
await putAlias(pool, 'alice+lists@a.test', ['bob@a.test']);
await putAlias(pool, 'team@a.test', ['bob@a.test', 'alice+team@a.test', 'out@elsewhere.test']);
await putAlias(pool, 'everybody@a.test', ['team@a.test']);

test('users may send as their address, its tags, their aliases and the rest of their catch-alls', async () => {
  const may = ['Alice@a.test', '"alice"@A.TEST', 'alice+x@a.test', 'ALICE+x+y@a.test', 'team@a.test', 'Team+x@a.test'];
  may.push('whoever@a.test', '"who ever"@a.test', 'anything@bücher.test', 'anything@xn--bcher-kva.test');
  assert.deepEqual(await notTheirs(pool, alice, may), []);
  assert.equal(await maySendAs(pool, bob, 'sales+x@a.test'), true);
  assert.equal(await maySendAs(pool, bob, 'alice+lists@a.test'), true);
});

test('a catch-all does not allow sending as addresses of others, in any spelling', async () => {
  const others = ['bob@a.test', 'BOB@a.test', 'bob+x@a.test', '"bob"@a.test', '"b\\ob"@a.test', '"odd user"@a.test'];
  others.push('sales@a.test', '"Sales"@A.test', 'sales+x@a.test', 'sales+x@a.test.', 'alice+lists@a.test');
  others.push('away@bücher.test', 'away@xn--bcher-kva.test', 'AWAY+x@XN--BCHER-KVA.test', 'everybody@a.test');
  others.push('alice@elsewhere.test', 'alice@[192.0.2.1]', 'no address', '');
  assert.deepEqual(await notTheirs(pool, alice, others), others);
  for (const other of others) assert.equal(await maySendAs(pool, alice, other), false, other);
});

test('a user without a catch-all may not send as its addresses', async () => {
  const others = ['whoever@a.test', 'alice@a.test', 'alice+x@a.test', 'x@bücher.test', 'everybody@a.test'];
  assert.deepEqual(await notTheirs(pool, bob, others), others);
});

test('nobody else may send as a suspended account', async () => {
  await setStatus(pool, 'bob@a.test', 'suspended');
  assert.equal(await maySendAs(pool, alice, 'bob@a.test'), false);
  await setStatus(pool, 'bob@a.test', 'active');
});

test('the named postmaster may send as postmaster, and the owner of a catch-all no longer may', async () => {
  assert.equal(await maySendAs(pool, alice, 'postmaster@a.test'), true);
  await setPostmaster(pool, 'a.test', 'bob@a.test');
  assert.equal(await maySendAs(pool, alice, 'postmaster@a.test'), false);
  assert.equal(await maySendAs(pool, bob, 'Postmaster@a.test'), true);
  await setPostmaster(pool, 'a.test', null);
});

test('an alias to a domain that was added later allows sending, in whichever form it was given', async () => {
  await putAlias(pool, 'early@a.test', ['Early@xn--mnchen-3ya.test']);
  await addDomain(pool, 'münchen.test');
  const early = { accountId: await account('early@münchen.test'), address: 'early@münchen.test' };
  assert.equal(await maySendAs(pool, early, 'early@a.test'), true);
  assert.equal(await maySendAs(pool, alice, 'early@a.test'), false);
});

test('many addresses need one query, and at most a hundred are checked', async () => {
  let looks = 0;
  const counted: Queryable = {
    query(...args: Parameters<Queryable['query']>) {
      looks++;
      return pool.query(...args);
    },
  };
  const many = Array.from({ length: 5_000 }, (_, at) => `x${at}@a.test`);
  assert.equal((await notTheirs(counted, alice, many)).length, 4_900);
  assert.equal(looks, 1);
  assert.deepEqual(await notTheirs(counted, alice, ['alice@a.test']), []);
  assert.equal(looks, 1, 'none for the own address');
});
