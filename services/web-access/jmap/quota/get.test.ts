import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import { startWeb, type TestAccount } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const quota = (account: TestAccount, args: object = {}) =>
  web.one<{ list: object[]; notFound: string[] }>(account, 'Quota/get', args);

test('an account sees how much of its space is used, if that is limited', async () => {
  const alice = await web.account();
  assert.deepEqual((await quota(alice)).list, []);
  await setQuota(web.store.pool, alice.address, 1_000);
  await web.append(alice, 'Subject: x\r\n\r\n0123456789');
  assert.deepEqual((await quota(alice)).list, [
    {
      ...{ id: 'Q1', resourceType: 'octets', used: 24, hardLimit: 1_000, warnLimit: 900, softLimit: null },
      ...{ scope: 'account', name: 'Mail', types: ['Mail'], description: null },
    },
  ]);
  const some = await quota(alice, { ids: ['Q1', 'Q2'], properties: ['used'] });
  assert.deepEqual([some.list, some.notFound], [[{ id: 'Q1', used: 24 }], ['Q2']]);
});
