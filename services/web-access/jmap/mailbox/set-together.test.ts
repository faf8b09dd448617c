import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { openJmapMailboxFixture, type SetMailboxes } from './testing.ts';

const { web, set, names, withMailboxes } = await openJmapMailboxFixture();
after(() => web[Symbol.asyncDispose]());

test('name conflicts are judged by the names at the end of the call', async () => {
  const { account, ids } = await withMailboxes(
    ['a', { name: 'A', isSubscribed: true }],
    ['below', { name: 'x', parentId: '#a', isSubscribed: true }],
    ['b', { name: 'B' }],
    ['c', { name: 'C' }],
  );
  const { a, b, c, below } = ids as Record<string, string>;
  const swapped = await set(account, { update: { [a as string]: { name: 'B' }, [b as string]: { name: 'A' } } });
  assert.deepEqual([swapped.updated, swapped.notUpdated], [{ [a as string]: null, [b as string]: null }, null]);
  const all = async () => {
    const { list } = await web.one<{ list: JsonObject[] }>(account, 'Mailbox/get', { ids: [a, b, c, below] });
    return list.map(({ name, parentId, isSubscribed }) => [name, parentId, isSubscribed]);
  };
  const now = [
    ['B', null, true],
    ['A', null, false],
    ['C', null, false],
    ['x', a, true],
  ];
  assert.deepEqual(await all(), now, 'with what is below them and their subscriptions');
  const inCircles = await set(account, {
    update: { [a as string]: { name: 'C' }, [b as string]: { name: 'B' }, [c as string]: { name: 'Archive' } },
  });
  assert.deepEqual(
    Object.keys(inCircles.notUpdated ?? {}).toSorted(),
    [a, b, c].toSorted(),
    'where one cannot, none can',
  );
  assert.deepEqual(await all(), now);
  const since = inCircles.newState;
  const chain = await set(account, {
    create: { new: { name: 'C' } },
    update: { [b as string]: { name: 'B' }, [a as string]: { name: 'D' } },
    destroy: [c],
  });
  assert.deepEqual([chain.notCreated, chain.notUpdated, chain.notDestroyed], [null, null, null]);
  assert.deepEqual((await all()).slice(0, 2), [
    ['D', null, true],
    ['B', null, false],
  ]);
  const changes = await web.one<{ created: string[]; destroyed: string[] }>(account, 'Mailbox/changes', {
    sinceState: since,
  });
  assert.deepEqual([changes.created, changes.destroyed], [[chain.created?.new?.id], [c]]);
});

test('a role moves from one mailbox to another in one call, in any order', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }]);
  const { list } = await web.one<{ list: { id: string; role: string }[] }>(account, 'Mailbox/get', {});
  const trash = list.find(({ role }) => role === 'trash')?.id as string;
  const there = await set(account, { update: { [ids.a as string]: { role: 'trash' }, [trash]: { role: null } } });
  const back = await set(account, { update: { [trash]: { role: 'trash' }, [ids.a as string]: { role: null } } });
  assert.deepEqual([there.notUpdated, back.notUpdated], [null, null]);
});

test('mailboxes whose changes depend on each other change together, in any order', async () => {
  const { account, ids } = await withMailboxes(
    ['a', { name: 'A', isSubscribed: true }],
    ['x', { name: 'x', parentId: '#a' }],
    ['b', { name: 'B' }],
    ['y', { name: 'y', parentId: '#b' }],
    ['c', { name: 'C' }],
  );
  const { a, x, b, y, c } = ids as Record<string, string>;
  await web.append(account, 'Subject: kept\r\n\r\nz', { mailbox: 'A/x' });
  const refused = (answer: SetMailboxes) => [answer.notCreated, answer.notUpdated, answer.notDestroyed];
  const inPlace = await set(account, {
    create: { new: { name: 'A', sortOrder: 7, isSubscribed: true } },
    update: { [x as string]: { parentId: '#new' } },
    destroy: [a],
  });
  assert.deepEqual(refused(inPlace), [null, null, null], 'a mailbox takes the place of another, with what is below it');
  assert.equal(inPlace.created?.new?.sortOrder, 7);
  assert.ok(!('name' in (inPlace.created?.new ?? {})));
  const below = await set(account, {
    update: { [b as string]: { parentId: '#outer' }, [c as string]: { parentId: '#inner' } },
    create: { inner: { name: 'C', parentId: b }, outer: { name: 'B' } },
  });
  assert.deepEqual(refused(below), [null, null, null], 'one goes below a new one of its name');
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'Mailbox/get', { ids: [x, b, y, c] });
  assert.deepEqual(
    list.map(({ name, parentId, totalEmails }) => [name, parentId, totalEmails]),
    [
      ['x', inPlace.created?.new?.id, 1],
      ['B', below.created?.outer?.id, 0],
      ['y', b, 0],
      ['C', below.created?.inner?.id, 0],
    ],
  );
  assert.deepEqual(
    (await names(account)).filter((name) => /^[ABC](\/|~|$)/.test(name)),
    ['A', 'A/x', 'B', 'B/B', 'B/B/C', 'B/B/C/C', 'B/B/y'],
  );
});

test('if the changes conflict at the end of the call, none of them is made', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }], ['x', { name: 'x', parentId: '#a' }]);
  await web.append(account, 'Subject: kept\r\n\r\nz', { mailbox: 'A' });
  const before = await names(account);
  const move = { [ids.x as string]: { parentId: '#new' } };
  const full = await set(account, { create: { new: { name: 'A' } }, update: move, destroy: [ids.a] });
  assert.deepEqual(
    [full.notCreated?.new?.type, full.notUpdated?.[ids.x as string]?.type, full.notDestroyed?.[ids.a as string]?.type],
    ['alreadyExists', 'invalidProperties', 'mailboxHasChild'],
  );
  const inItself = await set(account, {
    create: { new: { name: 'A', parentId: ids.x } },
    update: { [ids.a as string]: { parentId: '#new' } },
  });
  assert.equal(inItself.notUpdated?.[ids.a as string]?.type, 'invalidProperties');
  await set(account, { destroy: [inItself.created?.new?.id] });
  const wrong = await set(account, {
    create: { new: { name: 'A', sortOrder: -1 } },
    update: move,
    destroy: [ids.a],
    onDestroyRemoveEmails: true,
  });
  assert.equal(wrong.created, null);
  assert.deepEqual(await names(account), before);
});

test('mailboxes can exchange roles, and a new one can take the role of a destroyed one', async () => {
  const account = await web.account();
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'Mailbox/get', {});
  const of = (role: string) => list.find((each) => each.role === role)?.id as string;
  const [archive, junk, trash] = [of('archive'), of('junk'), of('trash')];
  const answer = await set(account, {
    create: { new: { name: 'Away', role: 'trash' } },
    update: { [archive]: { role: 'junk' }, [junk]: { role: 'archive' } },
    destroy: [trash],
  });
  assert.deepEqual([answer.notCreated, answer.notUpdated, answer.notDestroyed], [null, null, null]);
  const now = await web.one<{ list: JsonObject[] }>(account, 'Mailbox/get', {
    ids: [archive, junk, answer.created?.new?.id],
    properties: ['role'],
  });
  assert.deepEqual(
    now.list.map(({ role }) => role),
    ['junk', 'archive', 'trash'],
  );
});
