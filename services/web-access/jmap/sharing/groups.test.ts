import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addGroup, putAlias } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { enterGroup, leaveGroup } from '@postroom/joining';
import type { TestAccount } from '../../testing.ts';
import { letter, listen, openSharingFixture } from './testing.ts';

const { web, pair, on, setResult, share } = await openSharingFixture();
after(() => web[Symbol.asyncDispose]());

interface List {
  readonly list: JsonObject[];
  readonly notFound: string[];
}

const domain = (await web.account()).address.split('@')[1] as string;

/** Makes a group; returns its id as a principal. */
async function group(name: string): Promise<{ id: string; address: string }> {
  const { id, address } = await addGroup(web.store.pool, `${name}@${domain}`, `The ${name}s`);
  return { id: `P${id}`, address };
}

const shareWithGroup = (owner: TestAccount, mailbox: string, id: string, rights: object | null) =>
  setResult(owner, owner, 'Mailbox/set', { update: { [mailbox]: { [`shareWith/${id}`]: rights } } });

test('groups are principals of type group, with an address that receives mail', async () => {
  const { owner, other } = await pair();
  const { id, address } = await group('painter');
  const find = async (filter: object) =>
    (await web.one<{ ids: string[] }>(owner, 'Principal/query', { filter })).ids.filter((each) => each === id);
  assert.deepEqual(await find({ type: 'group' }), [id]);
  assert.deepEqual(await find({ text: 'PAINTER' }), [id]);
  assert.deepEqual(await find({ type: 'individual' }), []);
  assert.deepEqual(await find({ email: 'painter' }), []);
  await putAlias(web.store.pool, address, [other.address]);
  assert.deepEqual(await find({ email: 'painter' }), [id]);
  const { list } = await web.one<List>(owner, 'Principal/get', { ids: [id] });
  assert.deepEqual(list, [
    {
      id,
      type: 'group',
      name: 'The painters',
      description: address,
      email: address,
      timeZone: null,
      capabilities: {},
      accounts: null,
    },
  ]);
});

test("a member gets a group's shared mailbox at once, is notified, and loses it on leaving", async () => {
  const { owner, other, team } = await pair();
  const { id, address } = await group('sailor');
  await enterGroup(web.store, address, other.address, false);
  assert.equal(await shareWithGroup(owner, team, id, { mayReadItems: true }), 'done');
  await web.append(owner, letter('Ahoy'), { mailbox: 'Team' });
  const found = await on<{ ids: string[] }>(other, owner, 'Email/query', {});
  assert.equal(found.ids.length, 1);
  const own = await web.one<List>(owner, 'Mailbox/get', { ids: [team], properties: ['shareWith'] });
  assert.deepEqual(Object.keys(own.list[0]?.shareWith as object), [id], 'its members are not named');
  const notices = async () =>
    (await web.one<List>(other, 'ShareNotification/get', { ids: null })).list.map(({ name, changedBy, newRights }) => [
      ...[name, (changedBy as { email: string }).email, newRights && (newRights as JsonObject).mayReadItems],
    ]);
  assert.deepEqual(await notices(), [['Team', owner.address, true]]);
  await share(owner, team, other, 'mayReadItems', 'maySetSeen');
  const { state } = await on<{ state: string }>(other, owner, 'Mailbox/get', { ids: [] });
  await leaveGroup(web.store, address, other.address);
  const [seen] = (await on<List>(other, owner, 'Mailbox/get', { ids: null })).list as { myRights: JsonObject }[];
  assert.equal(seen?.myRights.maySetSeen, true);
  await share(owner, team, other);
  const gone = await on(other, owner, 'Email/changes', { sinceState: state });
  assert.equal(gone.type, 'accountNotFound');
  await enterGroup(web.store, address, other.address, false);
  assert.deepEqual((await notices()).slice(-2), [
    ['Team', owner.address, null],
    ['Team', address, true],
  ]);
});

test('a group of another domain is not found', async () => {
  const { owner, team } = await pair();
  await web.store.pool.query(`insert into domains (name) values ('other.test')`);
  const { id } = await addGroup(web.store.pool, 'far@other.test');
  assert.equal(await shareWithGroup(owner, team, `P${id}`, { mayReadItems: true }), 'invalidProperties');
  assert.deepEqual((await web.one<List>(owner, 'Principal/get', { ids: [`P${id}`] })).notFound, [`P${id}`]);
});

test('a member is notified by the event source when something is shared with the group', async () => {
  const { owner, other, team } = await pair();
  const { id, address } = await group('diver');
  await enterGroup(web.store, address, other.address, false);
  const stop = new AbortController();
  const source = await listen(web, other, stop.signal);
  await shareWithGroup(owner, team, id, { mayReadItems: true });
  const told = new Set<string>();
  // Both changes are told, in one event or in two.
  while (!told.has(owner.id) || !told.has('ShareNotification')) {
    const { value: changed, done } = await source.next();
    assert.ok(!done);
    for (const [accountId, types] of Object.entries(changed))
      for (const name of accountId === other.id ? Object.keys(types) : [accountId]) told.add(name);
  }
  stop.abort();
});
