import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkAuthentication, testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());

test('domains are added, listed in pages and removed', async () => {
  for (const name of ['b.test', 'A.test', 'bücher.test']) {
    assert.equal((await api.call('POST', '/domains', { name })).status, 201);
  }
  const again = await api.call('POST', '/domains', { name: 'a.TEST' });
  assert.deepEqual([again.status, again.body.error], [409, 'already-exists']);
  assert.equal((await api.call('POST', '/domains', { name: 'not a domain' })).status, 400);
  const { status, body } = await api.call('POST', '/domains', { name: 'corp' });
  assert.deepEqual([status, /no dot/.test(body.message)], [400, true]);
  assert.equal((await api.call('POST', '/domains', { name: 'corp', force: true })).body.name, 'corp');

  const first = await api.call('GET', '/domains?limit=2');
  assert.deepEqual(
    first.body.domains.map(({ name }: { name: string }) => name),
    ['a.test', 'b.test'],
  );
  const second = await api.call('GET', `/domains?limit=2&after=${first.body.next}`);
  assert.deepEqual([second.body.domains[0].name, second.body.next], ['bücher.test', null]);

  assert.equal((await api.call('DELETE', `/domains/${encodeURIComponent('bücher.test')}`)).status, 204);
  assert.equal((await api.call('DELETE', '/domains/nowhere.test')).body.error, 'not-found');
});

test('a domain names who reads mail for its postmaster', async () => {
  const named = async () => (await api.call('GET', '/domains?after=named')).body.domains[0].postmaster;
  const bad = await api.call('POST', '/domains', { name: 'named.test', postmaster: 'nobody' });
  assert.deepEqual([bad.status, bad.body.error], [400, 'invalid']);
  await api.call('POST', '/domains', { name: 'named.test', postmaster: 'ops@b.test' });
  assert.equal(await named(), 'ops@b.test');
  assert.equal((await api.call('PUT', '/domains/named.test/postmaster', { postmaster: null })).status, 204);
  assert.equal(await named(), null);
  const missing = await api.call('PUT', '/domains/nowhere.test/postmaster', { postmaster: null });
  assert.equal(missing.body.error, 'not-found');
  await api.call('DELETE', '/domains/named.test');
});

test('a domain has DNS records, and an unknown domain has none', async () => {
  await api.call('POST', '/domains', { name: 'dns.test' });
  const { status, body } = await api.call('GET', '/domains/DNS.test/dns');
  assert.deepEqual([status, body.domain], [200, 'dns.test']);
  assert.deepEqual(
    body.records.slice(0, 6).map(({ name, type }: Record<string, string>) => `${name} ${type}`),
    [
      ...['dns.test. MX', 'dns.test. TXT', '_dmarc.dns.test. TXT'],
      ...['_mta-sts.dns.test. TXT', 'mta-sts.dns.test. CNAME', '_smtp._tls.dns.test. TXT'],
    ],
  );
  assert.deepEqual(body.records[6], {
    name: '_imaps._tcp.dns.test.',
    type: 'SRV',
    value: '0 1 993 mail.postroom.test.',
    purpose: 'IMAP, TLS from the start',
  });
  assert.equal((await api.call('GET', '/domains/nowhere.test/dns')).status, 404);
  assert.equal((await api.call('GET', `/domains/${'%00'.repeat(10)}/dns`)).status, 400);
  await api.call('DELETE', '/domains/dns.test');
});

test('an account can be created, shown, changed, suspended and removed', async () => {
  await api.call('POST', '/domains', { name: 'life.test' });
  const made = await api.call('POST', '/accounts', {
    address: 'Alice@Life.test',
    password: 'first secret',
    displayName: '爱丽丝',
    quotaBytes: 1_000_000,
  });
  assert.equal(made.status, 201);
  const { id: _id, createdAt, ...account } = made.body;
  assert.deepEqual(account, {
    address: 'alice@life.test',
    displayName: '爱丽丝',
    status: 'active',
    quotaBytes: 1_000_000,
    usedBytes: 0,
    messageCount: 0,
    forwarding: null,
    leavesAt: null,
  });
  assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
  assert.equal(
    (await api.call('POST', '/accounts', { address: 'alice@life.test', password: 'some secret' })).status,
    409,
  );
  assert.equal(
    (await api.call('POST', '/accounts', { address: 'alice@other.test', password: 'some secret' })).status,
    404,
  );

  const path = '/accounts/alice%40life.test';
  assert.equal((await api.call('PUT', `${path}/password`, { password: 'second secret' })).status, 204);
  assert.equal(await checkAuthentication(api.pool, 'alice@life.test', 'second secret'), 'ok');
  assert.equal(await checkAuthentication(api.pool, 'alice@life.test', 'first secret'), 'authentication-failed');
  assert.equal((await api.call('PUT', `${path}/quota`, { quotaBytes: null })).body.quotaBytes, null);
  const forwarding = { targets: ['alice@elsewhere.test'], keep: true };
  assert.deepEqual((await api.call('PUT', `${path}/forwarding`, forwarding)).body.forwarding, forwarding);
  for (const bad of [
    [],
    ['no address'],
    ['alice+tag@LIFE.test'],
    Array.from({ length: 11 }, (_, n) => `${n}@x.test`),
  ]) {
    assert.equal((await api.call('PUT', `${path}/forwarding`, { targets: bad })).status, 400);
  }
  assert.deepEqual((await api.call('GET', path)).body.forwarding, forwarding);
  assert.equal((await api.call('DELETE', `${path}/forwarding`)).body.forwarding, null);
  assert.equal((await api.call('DELETE', '/accounts/nobody@life.test/forwarding')).status, 404);
  assert.equal((await api.call('POST', `${path}/suspend`)).body.status, 'suspended');
  assert.equal(await checkAuthentication(api.pool, 'alice@life.test', 'second secret'), 'account-suspended');
  assert.equal((await api.call('POST', `${path}/resume`)).body.status, 'active');

  assert.equal((await api.call('DELETE', '/domains/life.test')).body.error, 'in-use');
  assert.equal((await api.call('DELETE', path)).status, 204);
  assert.equal((await api.call('GET', path)).status, 404);
  assert.equal((await api.pool.query('select 1 from mailboxes')).rowCount, 0);
  assert.equal((await api.call('DELETE', '/domains/life.test')).status, 204);
});

test('a weak password is refused for new accounts and password changes unless it is forced', async () => {
  await api.call('POST', '/domains', { name: 'weak.test' });
  const add = (password: string, more: object = {}) =>
    api.call('POST', '/accounts', { address: 'a@weak.test', password, ...more });
  for (const weak of ['x', 'secret7', 'aaaaaaaaaaaa', '1212121212121']) {
    const answer = await add(weak, { force: false });
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid']);
    assert.match(answer.body.message, /easily guessed\. It needs at least 8 characters, 4 of them different/);
  }
  assert.equal((await add('x', { force: true })).status, 201);
  const path = '/accounts/a@weak.test/password';
  assert.equal((await api.call('PUT', path, { password: 'y' })).status, 400);
  assert.equal(await checkAuthentication(api.pool, 'a@weak.test', 'x'), 'ok');
  assert.equal((await api.call('PUT', path, { password: 'y', force: true })).status, 204);
  assert.equal(await checkAuthentication(api.pool, 'a@weak.test', 'y'), 'ok');
});

test('an account that cannot be created completely is not created at all', async () => {
  await api.call('POST', '/domains', { name: 'whole.test' });
  await api.pool.query("create function no() returns trigger language plpgsql as $$ begin raise 'no'; end $$");
  await api.pool.query('create trigger no before insert on mailboxes for each row execute function no()');
  const answer = await api.call('POST', '/accounts', { address: 'a@whole.test', password: 'some secret' });
  await api.pool.query('drop function no cascade');
  assert.equal(answer.status, 500);
  assert.deepEqual(answer.body, { error: 'internal', message: 'Internal error; see the log of the server' });
  assert.equal((await api.call('GET', '/accounts/a@whole.test')).status, 404);
});

test('accounts are listed by domain and in pages', async () => {
  await api.call('POST', '/domains', { name: 'page.test' });
  for (const name of ['c', 'a', 'b']) {
    await api.call('POST', '/accounts', { address: `${name}@page.test`, password: 'some secret' });
  }
  const first = await api.call('GET', '/accounts?domain=page.test&limit=2');
  assert.deepEqual([first.body.accounts.length, first.body.next], [2, 'b@page.test']);
  const second = await api.call('GET', `/accounts?domain=page.test&limit=2&after=${first.body.next}`);
  assert.deepEqual([second.body.accounts.length, second.body.next], [1, null]);
});

test('an alias can have several targets, forward and be a catch-all', async () => {
  await api.call('POST', '/domains', { name: 'alias.test' });
  const path = '/aliases/sales@alias.test';
  const put = await api.call('PUT', path, { targets: ['a@alias.test', 'b@else.example', 'a@alias.test'] });
  assert.deepEqual(put.body.targets, ['a@alias.test', 'b@else.example']);
  assert.deepEqual(put.body.nobody, ['a@alias.test']);
  assert.equal((await api.call('PUT', '/aliases/%40alias.test', { targets: ['a@alias.test'] })).status, 200);
  const listed = await api.call('GET', '/aliases?domain=alias.test');
  assert.deepEqual(
    listed.body.aliases.map(({ address }: { address: string }) => address),
    ['@alias.test', 'sales@alias.test'],
  );
  assert.deepEqual((await api.call('GET', path)).body.targets, ['a@alias.test', 'b@else.example']);
  assert.equal((await api.call('PUT', path, { targets: [] })).body.error, 'invalid');
  assert.equal((await api.call('PUT', path, { targets: ['nonsense'] })).body.message, 'Not an address: nonsense');
  assert.equal((await api.call('DELETE', path)).status, 204);
  assert.equal((await api.call('DELETE', path)).status, 404);
});

test('an alias that would form a circle is refused, and the circle is named', async () => {
  await api.call('POST', '/domains', { name: 'circle.test' });
  await api.call('PUT', '/aliases/b@circle.test', { targets: ['a@circle.test'] });
  const answer = await api.call('PUT', '/aliases/a@circle.test', { targets: ['b@circle.test'] });
  assert.deepEqual([answer.status, answer.body.error], [400, 'invalid']);
  assert.match(answer.body.message, /a@circle\.test → b@circle\.test → a@circle\.test/);
});
