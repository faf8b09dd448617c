import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDkimKeys, addDomain } from '@postroom/directory';
import { KeySeal, newSealedKeys } from '@postroom/sender-auth/dkim';
import { testApi } from './testing.ts';

const api = await testApi('running', { dkim: new KeySeal('a secret of these tests, and long enough') });
after(() => api[Symbol.asyncDispose]());

const states = (keys: { state: string }[]) => keys.map(({ state }) => state);

test('a new domain has DKIM keys; rotating makes new ones, which wait or sign at once', async () => {
  await api.call('POST', '/domains', { name: 'keys.test' });
  const { body: first } = await api.call('GET', '/domains/KEYS.test/dkim');
  assert.deepEqual(states(first.keys), ['waiting', 'waiting']);
  const { selector, record } = first.keys[0];
  assert.match(selector, /^\d{8}[re]$/);
  assert.equal(record.name, `${selector}._domainkey.keys.test.`);
  assert.match(record.value, /^"v=DKIM1; k=(rsa|ed25519); p=[^"]+"( "[^"]+")?$/);
  for (const string of record.value.match(/"[^"]*"/g)) assert.ok(string.length <= 257);

  const { status, body: second } = await api.call('POST', '/domains/keys.test/dkim/rotate', { now: true });
  assert.deepEqual([status, states(second.keys), second.made], [200, ['signing', 'signing'], []]);
  const { body: third } = await api.call('POST', '/domains/keys.test/dkim/rotate', { now: true });
  assert.deepEqual(states(third.keys).sort(), ['replaced', 'replaced', 'signing', 'signing']);

  const { body: dns } = await api.call('GET', '/domains/keys.test/dns');
  const published = dns.records.filter(({ name }: { name: string }) => name.includes('._domainkey.'));
  assert.equal(published.length, 4);
  assert.ok(!JSON.stringify([third, dns]).includes('sealed'));
});

test('rotating repeatedly leaves one waiting pair of keys, which stays the same unless new ones are requested', async () => {
  await api.call('POST', '/domains', { name: 'again.test' });
  const rotate = async (options = {}) => (await api.call('POST', '/domains/again.test/dkim/rotate', options)).body;
  const first = await rotate({ now: true });
  const made = await rotate();
  assert.deepEqual(states(made.keys), ['signing', 'signing', 'waiting', 'waiting']);
  assert.equal(made.made.length, 2);
  const [again, together] = [await rotate(), await Promise.all([rotate(), rotate()])];
  for (const one of [again, ...together]) assert.deepEqual([one.keys, one.made], [made.keys, []]);
  const anew = await rotate({ anew: true });
  assert.deepEqual(states(anew.keys), ['signing', 'signing', 'waiting', 'waiting']);
  assert.deepEqual(anew.dropped.sort(), made.made.sort());
  assert.deepEqual(anew.keys.slice(0, 2), first.keys);
});

test('after a change of DKIM_SECRET a rotation makes keys that sign, and removes waiting keys that cannot be opened', async () => {
  const seal = new KeySeal('a secret that is lost, and long enough');
  const lost = await newSealedKeys('lost.test', { seal, now: new Date(), taken: [] });
  await addDomain(api.pool, 'lost.test');
  await addDkimKeys(api.pool, 'lost.test', lost);
  const { status, body } = await api.call('POST', '/domains/lost.test/dkim/rotate', {});
  assert.deepEqual([status, states(body.keys)], [201, ['waiting', 'waiting']]);
  const selectors = (keys: readonly { selector: string }[]) => keys.map(({ selector }) => selector).sort();
  assert.deepEqual(body.dropped.sort(), selectors(lost));
  assert.deepEqual(body.made.sort(), selectors(body.keys));
  const { body: again } = await api.call('POST', '/domains/lost.test/dkim/rotate', {});
  assert.deepEqual([again.keys, again.made], [body.keys, []]);
});

test('without DKIM_SECRET there are no keys, and none can be requested', async () => {
  await using plain = await testApi();
  await plain.call('POST', '/domains', { name: 'keys.test' });
  assert.deepEqual((await plain.call('GET', '/domains/keys.test/dkim')).body.keys, []);
  const { status, body } = await plain.call('POST', '/domains/keys.test/dkim/rotate', {});
  assert.equal(status, 400);
  assert.match(body.message, /DKIM_SECRET/);
  assert.equal((await plain.call('POST', '/domains/nowhere.test/dkim/rotate', {})).status, 404);
});
