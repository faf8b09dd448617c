import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { insertAccount, setDisplayName, setStatus } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { provisionAccount } from '@postroom/mailbox';
import { PASSWORD, type TestAccount, type TestWeb } from '../../testing.ts';
import { openSharingFixture } from '../sharing/testing.ts';

const { web, share, on } = await openSharingFixture();
const everywhere = await openSharingFixture({ SHARE_WITH: 'everybody' });
after(() => Promise.all([web, everywhere.web].map((each) => each[Symbol.asyncDispose]())));

/** Makes an account in another domain. */
async function elsewhere({ store }: TestWeb, name: string): Promise<TestAccount> {
  const address = `${name}@other.test`;
  const number = await transaction(store.pool, async (tx) => {
    await tx.query(`insert into domains (name) values ('other.test') on conflict do nothing`);
    const id = await insertAccount(tx, { address, password: PASSWORD });
    await provisionAccount(tx, id);
    return id;
  });
  return { number, address, id: `a${number}` };
}

const [alice, bob, carol] = [await web.account(), await web.account(), await web.account()];
const far = await elsewhere(web, 'far');
await setDisplayName(web.store.pool, bob.address, 'Bob Builder');
const P = ({ number }: TestAccount): string => `P${number}`;

async function query(filter: object, asker = alice, server = web): Promise<string[]> {
  return (await server.one<{ ids: string[] }>(asker, 'Principal/query', { filter })).ids;
}

test('users find principals of their own domain by name and address, and no others', async () => {
  assert.deepEqual(await query({}), [P(alice), P(bob), P(carol)]);
  assert.deepEqual(await query({ name: 'builder' }), [P(bob)]);
  assert.deepEqual(await query({ email: bob.address.toUpperCase() }), [P(bob)]);
  assert.deepEqual(await query({ text: 'BUILD', type: 'individual' }), [P(bob)]);
  assert.deepEqual(await query({ type: 'group' }), []);
  assert.deepEqual(await query({ accountIds: [carol.id, far.id, 'x'] }), [P(carol)]);
  assert.deepEqual(await query({ text: 'far' }), []);
  assert.deepEqual(await query({ timeZone: 'Europe/Berlin' }), []);
  const { list, notFound } = await web.one<{ list: JsonObject[]; notFound: string[] }>(alice, 'Principal/get', {
    ids: [P(bob), P(far)],
  });
  assert.deepEqual(notFound, [P(far)]);
  assert.deepEqual(list, [
    {
      id: P(bob),
      type: 'individual',
      name: 'Bob Builder',
      description: null,
      email: bob.address,
      timeZone: null,
      capabilities: {},
      accounts: null,
    },
  ]);
  const own = await web.one<{ list: JsonObject[] }>(alice, 'Principal/get', {
    ids: [P(alice)],
    properties: ['accounts'],
  });
  assert.deepEqual(Object.keys((own.list[0] as JsonObject).accounts as object), [alice.id]);
  const [last] = (
    await web.one<{ ids: string[] }>(alice, 'Principal/query', {
      sort: [{ property: 'email', isAscending: false }],
      limit: 1,
    })
  ).ids;
  assert.equal(last, P(carol));
});

test('a suspended user is not found, and the state of principals changes', async () => {
  const { state } = await web.one<{ state: string }>(alice, 'Principal/get', { ids: [] });
  assert.equal(
    (await web.one<{ newState: string }>(alice, 'Principal/changes', { sinceState: state })).newState,
    state,
  );
  await setStatus(web.store.pool, carol.address, 'suspended');
  assert.deepEqual(await query({}), [P(alice), P(bob)]);
  assert.equal((await on(alice, alice, 'Principal/changes', { sinceState: state })).type, 'cannotCalculateChanges');
  await setStatus(web.store.pool, carol.address, 'active');
});

test('sharing with another domain is refused unless the operator allows it', async () => {
  await assert.rejects(share(alice, 'M1', far, 'mayReadItems'), /There is no principal/);
  const [one, other] = [await everywhere.web.account(), await elsewhere(everywhere.web, 'far')];
  assert.deepEqual(await query({}, one, everywhere.web), [P(other), P(one)]);
  await everywhere.share(one, 'M1', other, 'mayReadItems');
  const { list } = await everywhere.on<{ list: object[] }>(other, one, 'Mailbox/get', { properties: ['role'] });
  assert.deepEqual(list, [{ id: 'M1', role: 'inbox' }]);
});

test('principals cannot be changed by JMAP', async () => {
  const { notCreated, notUpdated, notDestroyed } = await web.one<Record<string, Record<string, { type: string }>>>(
    alice,
    'Principal/set',
    { create: { x: { name: 'x' } }, update: { [P(alice)]: { name: 'x' } }, destroy: [P(bob)] },
  );
  assert.deepEqual(
    [notCreated?.x?.type, notUpdated?.[P(alice)]?.type, notDestroyed?.[P(bob)]?.type],
    ['forbidden', 'forbidden', 'forbidden'],
  );
});
