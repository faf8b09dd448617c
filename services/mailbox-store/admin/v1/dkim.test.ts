import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { KeySeal } from '@postroom/sender-auth/dkim';
import { testApi } from './testing.ts';

const api = await testApi('running', { dkim: new KeySeal('a secret of these tests, and long enough') });
after(() => api[Symbol.asyncDispose]());

const states = (keys: { state: string }[]) => keys.map(({ state }) => state);

test('a domain has keys from the day it is added; rotating makes others, which wait or sign at once', async () => {
  await api.call('POST', '/domains', { name: 'keys.test' });
  const { body: first } = await api.call('GET', '/domains/KEYS.test/dkim');
  assert.deepEqual(states(first.keys), ['waiting', 'waiting']);
  const { selector, record } = first.keys[0];
  assert.match(selector, /^\d{8}[re]$/);
  assert.equal(record.name, `${selector}._domainkey.keys.test.`);
  assert.match(record.value, /^"v=DKIM1; k=(rsa|ed25519); p=[^"]+"( "[^"]+")?$/);
  for (const string of record.value.match(/"[^"]*"/g)) assert.ok(string.length <= 257);

  const { status, body: second } = await api.call('POST', '/domains/keys.test/dkim/rotate', { now: true });
  assert.deepEqual([status, states(second.keys)], [201, ['waiting', 'waiting', 'signing', 'signing']]);
  const { body: third } = await api.call('POST', '/domains/keys.test/dkim/rotate', { now: true });
  assert.deepEqual(states(third.keys).sort(), ['replaced', 'replaced', 'signing', 'signing', 'waiting', 'waiting']);

  const { body: dns } = await api.call('GET', '/domains/keys.test/dns');
  const published = dns.records.filter(({ name }: { name: string }) => name.includes('._domainkey.'));
  assert.equal(published.length, 6);
  assert.ok(!JSON.stringify([third, dns]).includes('sealed'));
});

test('without DKIM_SECRET there are none, and nobody can ask for some', async () => {
  await using plain = await testApi();
  await plain.call('POST', '/domains', { name: 'keys.test' });
  assert.deepEqual((await plain.call('GET', '/domains/keys.test/dkim')).body.keys, []);
  const { status, body } = await plain.call('POST', '/domains/keys.test/dkim/rotate', {});
  assert.equal(status, 400);
  assert.match(body.message, /DKIM_SECRET/);
  assert.equal((await plain.call('POST', '/domains/nowhere.test/dkim/rotate', {})).status, 404);
});
