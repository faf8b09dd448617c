import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import { startWeb, type TestAccount } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const quota = (account: TestAccount, args: object = {}) =>
  web.one<{ list: object[]; notFound: string[] }>(account, 'Quota/get', args);

test('an account sees how much of its quota is used, if it has one', async () => {
  const alice = await web.account();
  assert.deepEqual((await quota(alice)).list, []);
  await setQuota(web.store.pool, alice.address, 1_000);
  await web.append(alice, 'Subject: x\r\n\r\n0123456789');
  assert.deepEqual((await quota(alice)).list, [
    {
      id: 'Q1',
      resourceType: 'octets',
      used: 24,
      hardLimit: 1_000,
      warnLimit: 900,
      softLimit: null,
      scope: 'account',
      name: 'Mail',
      types: ['Email'],
      description: null,
    },
  ]);
  const some = await quota(alice, { ids: ['Q1', 'Q2'], properties: ['used'] });
  assert.deepEqual([some.list, some.notFound], [[{ id: 'Q1', used: 24 }], ['Q2']]);
});

interface Changes {
  readonly newState: string;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
  readonly updatedProperties: readonly string[] | null;
}

test('Quota/changes reports all changes from any state, also when a quota is set, raised and removed', async () => {
  const alice = await web.account();
  let { state } = await web.one<{ state: string }>(alice, 'Quota/get');
  const changes = async () => {
    const { newState, created, updated, destroyed, ...more } = await web.one<Changes>(alice, 'Quota/changes', {
      sinceState: state,
    });
    state = newState;
    return [created, updated, destroyed, more.updatedProperties];
  };
  const limit = (bytes: number | null) => setQuota(web.store.pool, alice.address, bytes);
  assert.deepEqual(await changes(), [[], [], [], null]);
  await limit(1_000);
  assert.deepEqual(await changes(), [['Q1'], [], [], null]);
  await web.append(alice, 'Subject: x\r\n\r\n0123456789');
  assert.deepEqual(await changes(), [[], ['Q1'], [], ['used']]);
  assert.deepEqual(await changes(), [[], [], [], null]);
  await limit(2_000);
  assert.deepEqual(await changes(), [[], ['Q1'], [], null]);
  assert.equal((await web.one<{ state: string }>(alice, 'Quota/get')).state, state);
  await limit(null);
  assert.deepEqual(await changes(), [[], [], ['Q1'], null]);
  const [answer] = await web.call(alice, ['Quota/changes', { sinceState: '1.x' }]);
  assert.equal(answer?.[1].type, 'cannotCalculateChanges');
});

test('quotas can be filtered, and queryChanges reports changes', async () => {
  const alice = await web.account();
  await setQuota(web.store.pool, alice.address, 1_000);
  const query = async (args: object) => {
    const [answer] = await web.call(alice, ['Quota/query', args]);
    return answer?.[1].ids ?? answer?.[1].type;
  };
  const cases: [object, string[] | string][] = [
    [{}, ['Q1']],
    [{ filter: { name: 'ai', scope: 'account', resourceType: 'octets', type: 'Email' } }, ['Q1']],
    [{ filter: { operator: 'NOT', conditions: [{ type: 'Email' }] } }, []],
    [
      { filter: { operator: 'OR', conditions: [{ scope: 'domain' }, { name: '' }] }, sort: [{ property: 'used' }] },
      ['Q1'],
    ],
    [{ filter: { resourceType: 'count' } }, []],
    [{ filter: { used: 1 } }, 'unsupportedFilter'],
    [{ filter: { name: 1 } }, 'invalidArguments'],
    [{ sort: [{ property: 'hardLimit' }] }, 'unsupportedSort'],
    [{ anchor: 'Q2' }, 'anchorNotFound'],
  ];
  for (const [args, expected] of cases) assert.deepEqual(await query(args), expected, JSON.stringify(args));
  const { queryState: sinceQueryState } = await web.one<{ queryState: string }>(alice, 'Quota/query');
  const changes = (args: object = {}) =>
    web.one<object>(alice, 'Quota/queryChanges', { sinceQueryState, calculateTotal: true, ...args });
  const told = { accountId: alice.id, oldQueryState: sinceQueryState, newQueryState: sinceQueryState, total: 1 };
  assert.deepEqual(await changes(), { ...told, removed: [], added: [] });
  await web.append(alice, 'Subject: x\r\n\r\n0123456789');
  assert.deepEqual(await changes(), {
    ...told,
    newQueryState: '24.1000',
    removed: ['Q1'],
    added: [{ id: 'Q1', index: 0 }],
  });
  const none = { filter: { scope: 'domain' } };
  assert.deepEqual(await changes(none), { ...told, newQueryState: '24.1000', total: 0, removed: ['Q1'], added: [] });
});
