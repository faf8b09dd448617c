import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listSessions } from '@postroom/directory';
import { PASSWORD, startWeb, type TestAccount } from '../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

async function get<Answer>(account: TestAccount, path: string): Promise<Answer> {
  const response = await web.fetch(path, account);
  assert.equal(response.status, 200, path);
  return (await response.json()) as Answer;
}

const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

test('an account shows its name and quota, and its name can be changed', async () => {
  const alice = await web.account();
  await web.append(alice, 'Subject: x\r\n\r\n');
  const { state } = await web.one<{ state: string }>(alice, 'Identity/get');
  assert.equal((await web.fetch('/account', alice, json('PATCH', { displayName: 'Älice 爱' }))).status, 204);
  const account = await get<Record<string, unknown>>(alice, '/account');
  assert.deepEqual(account, {
    id: alice.id,
    address: alice.address,
    displayName: 'Älice 爱',
    quotaBytes: null,
    messageCount: 1,
    leavesAt: null,
    usedBytes: 14,
  });
  const { list } = await web.one<{ list: { name: string }[] }>(alice, 'Identity/get');
  assert.equal(list[0]?.name, 'Älice 爱');
  const { updated } = await web.one<{ updated: string[] }>(alice, 'Identity/changes', { sinceState: state });
  assert.deepEqual(updated, ['I1']);
  for (const body of [
    {},
    { displayName: 'a\nb' },
    { displayName: 'x'.repeat(256) },
    { displayName: 'x', quotaBytes: 1 },
  ]) {
    assert.equal(
      (await web.fetch('/account', alice, json('PATCH', body))).status,
      400,
      JSON.stringify(body).slice(0, 40),
    );
  }
  assert.equal((await web.fetch('/account')).status, 401);
});

test('an identity name set by the owner stays when the account is renamed', async () => {
  const alice = await web.account();
  const rename = (displayName: string) => web.fetch('/account', alice, json('PATCH', { displayName }));
  const name = async () => (await web.one<{ list: { name: string }[] }>(alice, 'Identity/get')).list[0]?.name;
  await rename('Alice');
  await rename('Alice B.');
  assert.equal(await name(), 'Alice B.');
  await web.one(alice, 'Identity/set', { update: { I1: { name: 'Sales' } } });
  await rename('Alice C.');
  assert.equal(await name(), 'Sales');
});

test('a user chooses the language of notices and how often to be told of quarantined mail', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const change = async (body: unknown) => (await web.fetch('/account/notices', alice, json('PATCH', body))).status;
  assert.deepEqual(await get(alice, '/account/notices'), { language: null, held: null });
  assert.equal(await change({ held: 'weekly' }), 204);
  assert.equal(await change({ language: 'zh' }), 204);
  assert.deepEqual(await get(alice, '/account/notices'), { language: 'zh', held: 'weekly' });
  assert.equal(await change({ held: null }), 204);
  assert.deepEqual(await get(alice, '/account/notices'), { language: 'zh', held: null });
  for (const body of [{ held: 'hourly' }, { language: 'tlh' }, { other: 1 }, []])
    assert.equal(await change(body), 400, JSON.stringify(body));
  assert.deepEqual(await get(bob, '/account/notices'), { language: null, held: null });
});

test('preferences are the same on every device, and other users cannot read them', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const change = async (body: unknown) => (await web.fetch('/account/preferences', alice, json('PATCH', body))).status;
  assert.deepEqual(await get(alice, '/account/preferences'), {});
  assert.equal(await change({ theme: 'dark', 'page.labels': [{ name: '爱', colour: 3 }] }), 204);
  assert.equal(await change({ theme: null, density: 'roomy' }), 204);
  const chosen = { density: 'roomy', 'page.labels': [{ name: '爱', colour: 3 }] };
  assert.deepEqual(await get(alice, '/account/preferences'), chosen);
  for (const wrong of [{ 'a b': 1 }, { '': 1 }, { __proto__x: 1 }, [], 'x', { ['x'.repeat(65)]: 1 }, { a: '\0' }])
    assert.equal(await change(wrong), 400, JSON.stringify(wrong));
  assert.equal(await change({ large: 'x'.repeat(60_000) }), 204);
  assert.equal(await change({ more: 'x'.repeat(6_000) }), 409);
  assert.equal(await change({ larger: 'x'.repeat(65_536) }), 413);
  assert.deepEqual(await get(bob, '/account/preferences'), {});
});

test('changing the password needs the old one, keeps the current session and ends the others', async () => {
  const alice = await web.account();
  const page = { origin: web.url };
  const signIn = async () => {
    const response = await web.fetch(
      '/session',
      undefined,
      json('POST', { login: alice.address, password: PASSWORD }, page),
    );
    return (response.headers.get('set-cookie') ?? '').split(';')[0] as string;
  };
  const [mine, other] = [await signIn(), await signIn()];
  const change = (body: object) =>
    web.fetch('/account/password', undefined, json('POST', body, { ...page, cookie: mine }));
  assert.equal((await change({ old: 'wrong', new: 'quite another one' })).status, 401);
  for (const weak of ['short', 'Password2026!']) assert.equal((await change({ old: PASSWORD, new: weak })).status, 400);
  assert.equal((await change({ old: PASSWORD, new: 'quite another one' })).status, 204);
  const status = async (cookie: string) => (await web.fetch('/session', undefined, { headers: { cookie } })).status;
  assert.deepEqual([await status(mine), await status(other)], [200, 401]);
  assert.equal((await web.fetch('/account', alice)).status, 401);
  assert.equal((await listSessions(web.store.pool, alice.number)).length, 1);
  const keys = await web.store.pool.query('select 1 from scram_keys where account_id = $1', [alice.number]);
  assert.equal(keys.rowCount, 1, 'programs that log in by SCRAM can go on at once');
});

test('sessions are listed, and the current one is marked', async () => {
  const alice = await web.account();
  const response = await web.fetch(
    '/session',
    undefined,
    json('POST', { login: alice.address, password: PASSWORD }, { origin: web.url }),
  );
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] as string;
  const { sessions } = (await (await web.fetch('/account/sessions', undefined, { headers: { cookie } })).json()) as {
    sessions: { isThis: boolean; kind: string; device: string; network: string }[];
  };
  assert.deepEqual(
    sessions.map(({ isThis, kind, network }) => [isThis, kind, network]),
    [[true, 'page', '127.0.0.1']],
  );
});

test('used space is shown by folder, and the largest messages with all their copies', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const large = await web.append(alice, `Subject: large\r\n\r\n${'x'.repeat(5_000)}\r\n`, { mailbox: 'Archive' });
  const small = await web.append(alice, 'Subject: small\r\n\r\n');
  const { mailboxes } = await get<{ mailboxes: { name: string; bytes: number; messages: number }[] }>(
    alice,
    '/account/storage',
  );
  assert.deepEqual(mailboxes[0], { id: large.mailboxId, name: 'Archive', messages: 1, bytes: 5_020 });
  const { emails } = await get<{ emails: object[] }>(alice, '/account/storage/largest?limit=5');
  assert.deepEqual(emails, [
    { id: large.id, subject: 'large', bytes: 5_020, mailboxIds: [large.mailboxId] },
    { id: small.id, subject: 'small', bytes: 18, mailboxIds: [small.mailboxId] },
  ]);
  assert.deepEqual(await get(bob, '/account/storage/largest'), { emails: [] });
  for (const limit of ['0', '1000', 'x']) {
    assert.equal((await web.fetch(`/account/storage/largest?limit=${limit}`, alice)).status, 400, limit);
  }
});
