import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());
await api.call('POST', '/domains', { name: 'policy.test' });
await api.call('POST', '/accounts', { address: 'alice@policy.test', password: 'correct horse' });

test('always and never lists of senders are separate for platform, domain and account', async () => {
  const put = (scope: string, rule: string, pattern: string) =>
    api.call('PUT', '/policy/senders', { scope, rule, pattern });
  const patterns = async (scope: string) =>
    (await api.call('GET', `/policy/senders?scope=${scope}`)).body.senders.map(
      ({ rule, pattern }: { rule: string; pattern: string }) => `${rule} ${pattern}`,
    );
  assert.deepEqual((await put('', 'never', '*.B\u00fccher.example')).body, {
    rule: 'never',
    pattern: '*.xn--bcher-kva.example',
  });
  await put('policy.test', 'always', '192.0.2.0/24');
  await put('alice@policy.test', 'never', 'News@Shop.example');
  await put('alice@policy.test', 'always', 'news@shop.example');
  assert.deepEqual(await patterns(''), ['never *.xn--bcher-kva.example']);
  assert.deepEqual(await patterns('policy.test'), ['always 192.0.2.0/24']);
  assert.deepEqual(await patterns('alice@policy.test'), ['always news@shop.example']);
  const wrong = ['', 'a b@x.example', '192.0.2.0/33', '*.*.example', 'x/24', '*@*@x.example', 'a**b**c@x.example'];
  for (const pattern of wrong) assert.equal((await put('', 'never', pattern)).status, 400, pattern);
  assert.equal((await put('nobody@policy.test', 'never', 'x.example')).status, 404);
  const gone = '/policy/senders?scope=policy.test&pattern=192.0.2.0%2F24';
  assert.deepEqual([(await api.call('DELETE', gone)).status, (await api.call('DELETE', gone)).status], [204, 404]);
});

test('a domain and an account have their own thresholds and rules', async () => {
  const settings = '/policy/settings?scope=alice@policy.test';
  const none = { junkPoints: null, quarantinePoints: null, rejectPoints: null, checks: {}, ownSenders: null };
  assert.deepEqual((await api.call('GET', settings)).body, none);
  const wanted = {
    junkPoints: 3.5,
    quarantinePoints: 8,
    rejectPoints: null,
    checks: { links: 'off', helo: 'quarantine' },
    ownSenders: null,
  };
  assert.deepEqual((await api.call('PUT', settings, wanted)).body, wanted);
  assert.deepEqual((await api.call('GET', settings)).body, wanted);
  assert.equal((await api.call('PUT', settings, { ...wanted, checks: { nothing: 'off' } })).status, 400);
  assert.equal((await api.call('PUT', settings, { ...wanted, checks: { links: 'maybe' } })).status, 400);
  assert.equal((await api.call('PUT', '/policy/settings?scope=', wanted)).status, 400);
  assert.equal((await api.call('PUT', settings, { ...wanted, ownSenders: 'accept' })).status, 400, 'of domains alone');
  const ofDomain = '/policy/settings?scope=policy.test';
  assert.equal((await api.call('PUT', ofDomain, { ...none, ownSenders: 'accept' })).body.ownSenders, 'accept');
  assert.equal((await api.call('PUT', ofDomain, { ...none, ownSenders: 'maybe' })).status, 400);
  const { checks } = (await api.call('GET', '/policy/checks')).body;
  assert.ok(checks.some(({ name, rule }: { name: string; rule: string }) => name === 'greylist' && rule === 'off'));
});

test('an operator can list the domains and accounts with settings of their own', async () => {
  await api.call('POST', '/domains', { name: 'own.test' });
  for (const name of ['a', 'b', 'c'])
    await api.call('POST', '/accounts', { address: `${name}@own.test`, password: 'correct horse' });
  const none = { junkPoints: null, quarantinePoints: null, rejectPoints: null, checks: {} };
  const set = (scope: string, more: object) => api.call('PUT', `/policy/settings?scope=${scope}`, { ...none, ...more });
  await set('own.test', { junkPoints: 4 });
  await set('a@own.test', { checks: { links: 'off' } });
  await set('c@own.test', { rejectPoints: 9 });
  await set('c@own.test', {});
  await api.call('PUT', '/policy/senders', { scope: 'a@own.test', rule: 'never', pattern: 'x.example' });
  const limits = { messagesPerHour: 5, messagesPerDay: null, recipientsPerHour: null, recipientsPerDay: null };
  await api.call('PUT', '/sending/limits?scope=b@own.test', limits);
  const all: { scope: string }[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const path = `/policy/scopes?limit=1${next && `&after=${next}`}`;
    const page: { scopes: { scope: string }[]; next: string | null } = (await api.call('GET', path)).body;
    all.push(...page.scopes);
    next = page.next;
  }
  assert.deepEqual(
    all.filter(({ scope }) => scope.endsWith('own.test')),
    [
      { scope: 'a@own.test', hasSettings: true, senders: 1, hasLimits: false },
      { scope: 'b@own.test', hasSettings: false, senders: 0, hasLimits: true },
      { scope: 'own.test', hasSettings: true, senders: 0, hasLimits: false },
    ],
  );
});
