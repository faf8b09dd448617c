import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openPool, transaction } from '@postroom/database';
import { testDatabase } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import { insertAccount, setPassword, setStatus } from './accounts.ts';
import { addressKey, domainKey } from './address-key.ts';
import { putAlias } from './aliases.ts';
import { createAuthenticator, type FailureCounter } from './authenticator.ts';
import { addDomain, removeDomain } from './domains.ts';
import { resolveRecipient } from './resolve-recipient.ts';
import { maySendAs } from './sender-rights.ts';

const database = await testDatabase();
const pool = openPool({ url: database.url, name: 'test' });
after(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});
await addDomain(pool, 'A.test');
await addDomain(pool, 'bücher.test');
const alice = await account('alice@a.test');
const bob = await account('bob@a.test');

async function account(address: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address, password: 'secret' });
    await tx.query('insert into account_state (account_id) values ($1)', [id]);
    return id;
  });
}

async function reached(address: string): Promise<unknown> {
  const found = await resolveRecipient(pool, address);
  if (found.kind !== 'targets') return found.kind;
  return found.targets.map((target) => (target.kind === 'account' ? target.accountId : target.address)).sort();
}

test('addresses are one however they are written', () => {
  assert.equal(addressKey('Alice@A.Test'), 'alice@a.test');
  assert.equal(addressKey('x@xn--bcher-kva.test'), 'x@bücher.test');
  assert.equal(domainKey('A.TEST.'), 'a.test');
  for (const bad of ['', 'alice', '@a.test', 'alice@', 'a@b c', 'a@[1.2.3.4]'])
    assert.equal(addressKey(bad), null, bad);
});

test('mail finds accounts with or without a tag, and knows what is not here', async () => {
  assert.deepEqual(await reached('ALICE+shop@a.test'), [alice]);
  assert.equal(await reached('nobody@a.test'), 'unknown');
  assert.equal(await reached('alice@elsewhere.test'), 'elsewhere');
  assert.equal(await reached('alice@[192.0.2.1]'), 'elsewhere');
  assert.equal(await reached('nonsense'), 'unknown');
});

test('aliases are followed through aliases, outside, and never in circles', async () => {
  await putAlias(pool, 'team@a.test', ['all@a.test', 'out@elsewhere.test']);
  await putAlias(pool, 'all@a.test', ['alice@a.test', 'bob@a.test', 'team@a.test', 'missing@a.test']);
  assert.deepEqual(await reached('team@a.test'), [alice, bob, 'out@elsewhere.test']);
  await putAlias(pool, 'round@a.test', ['round@a.test']);
  assert.equal(await reached('round@a.test'), 'unknown');
});

test('an exact alias goes before the account of the untagged address, a catch-all after everything', async () => {
  await putAlias(pool, 'alice+lists@a.test', ['bob@a.test']);
  assert.deepEqual(await reached('alice+lists@a.test'), [bob]);
  await putAlias(pool, '@bücher.test', ['alice@a.test']);
  assert.deepEqual(await reached('irgendwer@xn--bcher-kva.test'), [alice]);
});

test('people send as themselves, their tags and the aliases that reach them', async () => {
  const sender = { address: 'alice@a.test' };
  assert.equal(await maySendAs(pool, sender, 'Alice@a.test'), true);
  assert.equal(await maySendAs(pool, sender, 'alice+x@a.test'), true);
  assert.equal(await maySendAs(pool, sender, 'all@a.test'), true);
  assert.equal(await maySendAs(pool, sender, 'anything@bücher.test'), true);
  assert.equal(await maySendAs(pool, sender, 'bob@a.test'), false);
  assert.equal(await maySendAs(pool, sender, 'alice@elsewhere.test'), false);
});

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
  assert.deepEqual(await login('ALICE@a.test', 'secret'), { accountId: alice, address: 'alice@a.test' });
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
