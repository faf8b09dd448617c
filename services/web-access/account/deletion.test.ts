import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PASSWORD, startWeb, type TestAccount } from '../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const headers = { 'content-type': 'application/json' };
const wish = (account: TestAccount, body: object) =>
  web.fetch('/account/deletion', account, { method: 'POST', headers, body: JSON.stringify(body) });
const leavesAt = async (account: TestAccount) =>
  ((await (await web.fetch('/account', account)).json()) as { leavesAt: string | null }).leavesAt;

test('an account is deleted seven days after its owner confirms by password, and can be kept until then', async () => {
  const account = await web.account();
  assert.equal(await leavesAt(account), null);
  for (const [body, status] of [
    [{ password: 'wrong' }, 401],
    [{}, 400],
    [{ password: PASSWORD, days: 0 }, 400],
  ] as const)
    assert.equal((await wish(account, body)).status, status, JSON.stringify(body));
  assert.equal(await leavesAt(account), null);
  const before = Date.now();
  const response = await wish(account, { password: PASSWORD, language: 'zh' });
  assert.equal(response.status, 202);
  const told = ((await response.json()) as { leavesAt: string }).leavesAt;
  const days = (Date.parse(told) - before) / 86_400_000;
  assert.ok(days > 6.99 && days < 7.01, told);
  assert.equal(await leavesAt(account), told);
  assert.equal(
    ((await (await wish(account, { password: PASSWORD })).json()) as { leavesAt: string }).leavesAt,
    told,
    'again',
  );
  const { ids } = await web.one<{ ids: string[] }>(account, 'Email/query');
  const emails = await web.one<{ list: { subject: string }[] }>(account, 'Email/get', { ids, properties: ['subject'] });
  assert.deepEqual(
    emails.list.map(({ subject }) => subject),
    ['您的账户即将删除'],
  );

  const undo = () => web.fetch('/account/deletion', account, { method: 'DELETE' });
  assert.equal((await undo()).status, 204);
  assert.equal(await leavesAt(account), null);
  assert.equal((await undo()).status, 404);
});

test('a full mailbox does not prevent deletion, and nobody else can request it', async () => {
  const account = await web.account();
  await web.store.pool.query('update accounts set quota_bytes = 0 where id = $1', [account.number]);
  assert.equal((await wish(account, { password: PASSWORD })).status, 202);
  assert.equal((await web.fetch('/account/deletion', undefined, { method: 'DELETE' })).status, 401);
  assert.ok(await leavesAt(account));
});
