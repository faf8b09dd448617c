import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isMailError } from '@postroom/types';
import { setPassword, setStatus } from './accounts.ts';
import { createAuthenticator, type FailureCounter } from './authenticator.ts';
import { addDomain, removeDomain } from './domains.ts';
import { openHouse } from './testing.ts';

const house = await openHouse();
after(() => house[Symbol.asyncDispose]());
const { pool, account } = house;
await addDomain(pool, 'A.test');
const alice = await account('alice@a.test');
const bob = await account('bob@a.test');

test('a domain with accounts is not removed', async () => {
  await assert.rejects(removeDomain(pool, 'a.test'), (error) => isMailError(error, 'in-use'));
});

test('logins: right, wrong, unknown, changed, suspended, and too many failures', async () => {
  const counts = new Map<string, number>();
  const failures: FailureCounter = {
    count: async (keys) => Math.max(...keys.map((key) => counts.get(key) ?? 0)),
    add: async (keys) => {
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
  };
  const auth = createAuthenticator(pool, failures, { refuseAfter: 4 });
  const login = (address: string, password: string, remoteAddress = '192.0.2.1') =>
    auth.authenticate({ login: address, password, remoteAddress });
  const { credentials, ...known } = await login('ALICE@a.test', 'secret');
  assert.deepEqual(known, { accountId: alice, address: 'alice@a.test' });
  assert.match(credentials, /^[0-9a-f]{32}$/);
  for (const [address, password] of [
    ['alice@a.test', 'wrong'],
    ['nobody@a.test', 'secret'],
    ['no address', 'secret'],
    ['bob@a.test', ''],
  ] as const) {
    await assert.rejects(login(address, password), (error) => isMailError(error, 'authentication-failed'));
  }
  await assert.rejects(login('bob@a.test', 'secret'), (error) => isMailError(error, 'too-many-failures'));
  assert.equal((await login('bob@a.test', 'secret', '192.0.2.2')).accountId, bob);
  assert.equal((await login('alice@a.test', 'secret')).accountId, alice, 'who was here lately is not locked out');
  await setPassword(pool, 'alice@a.test', 'new');
  await assert.rejects(login('alice@a.test', 'secret', '192.0.2.3'), (error) =>
    isMailError(error, 'authentication-failed'),
  );
  assert.equal((await login('alice@a.test', 'new', '192.0.2.3')).accountId, alice);
  await setStatus(pool, 'alice@a.test', 'suspended');
  await assert.rejects(login('alice@a.test', 'new', '192.0.2.3'), (error) => isMailError(error, 'account-suspended'));
});
