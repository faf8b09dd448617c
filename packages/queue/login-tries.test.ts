import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testRedis } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import { createLoginTries, type LoginParty, type LoginTries } from './login-tries.ts';
import { openPatientRedis } from './redis.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const redis = stack.use(await testRedis());
const limits = { perNetwork: 40, perNetworkAndAccount: 10, perAccount: 100, windowSeconds: 900, knownSeconds: 3_600 };
const tries = stack.use(createLoginTries({ ...redis, ...limits }));
await connected(tries, 'first');

const refused = (error: unknown): boolean => isMailError(error, 'too-many-failures');

/** Waits for the connection: before that nothing is counted. */
async function connected(counter: LoginTries, name: string): Promise<void> {
  while ((await counter.begin({ network: name, account: name })) === 0) await sleep(5);
}

/** Tries wrong passwords, all at once. Returns how many tries were allowed. */
async function guess(count: number, party: (n: number) => LoginParty, by: LoginTries = tries): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, (_, n) => by.begin(party(n))));
  return results.filter(({ status }) => status === 'fulfilled').length;
}

async function login(party: LoginParty): Promise<void> {
  await tries.begin(party);
  await tries.succeeded(party);
}

test('of a hundred simultaneous guesses as many pass as of a hundred in turn, over several services', async () => {
  using other = createLoginTries({ ...redis, ...limits });
  await connected(other, 'second');
  const party = { network: '192.0.2.1', account: 'alice@a.test' };
  const through = await Promise.all([guess(50, () => party), guess(50, () => party, other)]);
  assert.equal(through[0] + through[1], limits.perNetworkAndAccount);
  await assert.rejects(tries.begin(party), refused);
});

test('one network is refused for one account, and later for all; other networks are not', async () => {
  const network = '192.0.2.2';
  assert.equal(await guess(50, () => ({ network, account: 'bob@a.test' })), 10);
  await tries.begin({ network, account: 'carol@a.test' });
  assert.equal(await guess(100, (n) => ({ network, account: `${n}@a.test` })), 40 - 11);
  await assert.rejects(tries.begin({ network, account: 'dave@a.test' }), refused);
  assert.equal(await tries.begin({ network: '192.0.2.3', account: 'dave@a.test' }), 0);
});

test('guesses from everywhere do not lock out a network from which the user logged in before', async () => {
  const home = { network: '198.51.100.1', account: 'erin@a.test' };
  await login(home);
  assert.equal(await guess(300, (n) => ({ network: `203.0.113.${n}`, account: home.account })), 100);
  await assert.rejects(tries.begin({ network: '198.51.100.2', account: home.account }), refused);
  assert.equal(await tries.begin(home), 0, 'nor are they slowed');
});

test('a right password is not a failure and clears the wrong ones before it', async () => {
  const party = { network: '192.0.2.4', account: 'frank@a.test' };
  for (let n = 0; n < 200; n++) await login(party);
  assert.equal(await guess(9, () => party), 9);
  await login(party);
  assert.equal(await tries.begin(party), 9, 'the network still has them');
  for (let n = 0; n < 8; n++) await tries.begin(party);
  await tries.abandoned(party);
  await tries.begin(party);
  await tries.begin(party);
  await assert.rejects(tries.begin(party), refused);
});

test('the networks remembered per account are limited, and counts expire', async () => {
  const account = 'grace@a.test';
  for (let n = 0; n < 30; n++) await login({ network: `198.51.100.${n}`, account });
  await tries.begin({ network: '192.0.2.5', account });
  const client = openPatientRedis(redis);
  stack.defer(() => client.disconnect());
  const keys = await client.keys(`${redis.prefix}:*`);
  for (const key of keys) assert.ok((await client.ttl(key)) > 0, key);
  for (const key of keys.filter((key) => key.includes('known-networks'))) assert.ok((await client.zcard(key)) <= 20);
});

test('while Redis is away no login is refused or delayed', async () => {
  const errors: Error[] = [];
  const onError = (error: Error) => void errors.push(error);
  using away = createLoginTries({ ...limits, url: 'redis://127.0.0.1:1', prefix: 'x', onError });
  assert.equal(await guess(500, () => ({ network: '192.0.2.6', account: 'a' }), away), 500);
  await away.succeeded({ network: '192.0.2.6', account: 'a' });
  assert.ok(errors.length > 0);
});
