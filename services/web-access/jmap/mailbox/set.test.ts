import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { createMailbox, deleteMailbox, listMailboxes, subscriptions } from '@postroom/mailbox';
import { Flag } from '@postroom/types';
import { openJmapMailboxFixture } from './testing.ts';

const { web, set, names, withMailboxes } = await openJmapMailboxFixture();
after(() => web[Symbol.asyncDispose]());

test('mailboxes and their children are created in one call, in any order', async () => {
  const account = await web.account();
  const { created, notCreated } = await set(account, {
    create: {
      deep: { name: 'Deep', parentId: '#mid' },
      mid: { name: '你好', parentId: '#top', isSubscribed: true },
      top: { name: 'Top' },
    },
  });
  assert.equal(notCreated, null);
  assert.deepEqual(Object.keys(created ?? {}).sort(), ['deep', 'mid', 'top']);
  assert.deepEqual(created?.top?.totalEmails, 0);
  // RFC 8620 5.3: the response has the properties that the client left out.
  const told = ['parentId', 'role', 'sortOrder', 'isSubscribed'].map((name) => [
    created?.top?.[name],
    created?.mid?.[name],
  ]);
  assert.deepEqual(told, [
    [null, undefined],
    [null, null],
    [10, 10],
    [false, true],
  ]);
  assert.deepEqual(
    (await names(account)).filter((name) => name.startsWith('Top')),
    ['Top', 'Top/你好', 'Top/你好/Deep'],
  );
  assert.ok((await subscriptions(web.store.pool, account.number)).includes('Top/你好'));
  const got = await web.one<{ list: JsonObject[]; state: string }>(account, 'Mailbox/get', { ids: [created?.mid?.id] });
  assert.equal(got.list[0]?.parentId, created?.top?.id);
});

test('a mailbox that cannot be created gets an error with the reason', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }]);
  const cases: [object, string, string[]?][] = [
    [{ name: 'A' }, 'alreadyExists'],
    [{ name: 'inbox' }, 'alreadyExists'],
    [{ name: '' }, 'invalidProperties', ['name']],
    [{ name: 'x/y' }, 'invalidProperties', ['name']],
    [{ name: 'é'.repeat(246) }, 'invalidProperties', ['name']],
    [{}, 'invalidProperties', ['name']],
    [{ name: 'B', parentId: 'M999999' }, 'invalidProperties', ['parentId']],
    [{ name: 'B', parentId: '#nobody' }, 'invalidProperties', ['parentId']],
    [{ name: 'B', totalEmails: 3 }, 'invalidProperties', ['totalEmails']],
    [{ name: 'B', role: 'nothing' }, 'invalidProperties', ['role']],
    [{ name: 'B', role: 'trash' }, 'invalidProperties', ['role']],
    [{ name: 'x'.repeat(2_000) }, 'invalidProperties', ['name']],
    [{ name: 'a\0b' }, 'invalidProperties', ['name']],
  ];
  for (const [object, type, properties] of cases) {
    const { notCreated } = await set(account, { create: { one: object } });
    assert.equal(notCreated?.one?.type, type, JSON.stringify(object).slice(0, 100));
    if (properties) assert.deepEqual(notCreated?.one?.properties, properties);
  }
  const { notCreated } = await set(account, { create: { one: { name: 'A' } } });
  assert.equal(notCreated?.one?.existingId, ids.a);
});

test('a mailbox is created from all properties of another one', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }]);
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'Mailbox/get', { ids: [ids.a] });
  const { id: _id, ...like } = list[0] as JsonObject;
  const make = (object: object) => set(account, { create: { one: { ...like, name: 'B', ...object } } });
  const rights = like.myRights as JsonObject;
  const wrong = await make({ unreadThreads: 1, myRights: { ...rights, mayDelete: false } });
  assert.deepEqual(wrong.notCreated?.one?.properties, ['unreadThreads', 'myRights']);
  assert.equal((await make({})).notCreated, null);
  assert.ok((await names(account)).includes('B'));
});

test('a mailbox is renamed, moved with its children, and subscribed', async () => {
  const { account, ids } = await withMailboxes(
    ['a', { name: 'A' }],
    ['b', { name: 'B', parentId: '#a' }],
    ['c', { name: 'C' }],
  );
  const answer = await set(account, { update: { [ids.a as string]: { name: 'Ä', parentId: ids.c } } });
  assert.deepEqual(answer.updated, { [ids.a as string]: null });
  assert.deepEqual(
    (await names(account)).filter((name) => name.startsWith('C')),
    ['C', 'C/Ä', 'C/Ä/B'],
  );
  await set(account, { update: { [ids.b as string]: { parentId: null, isSubscribed: true } } });
  assert.ok((await names(account)).includes('B'));
  assert.ok((await subscriptions(web.store.pool, account.number)).includes('B'));
  await set(account, { update: { [ids.b as string]: { isSubscribed: false } } });
  assert.ok(!(await subscriptions(web.store.pool, account.number)).includes('B'));
  const order = async (sortOrder: number | null) =>
    (await set(account, { update: { [ids.b as string]: { sortOrder } } })).updated;
  assert.deepEqual(await order(99), { [ids.b as string]: null });
  const ordered = await web.one<{ list: { sortOrder: number }[] }>(account, 'Mailbox/get', { ids: [ids.b] });
  assert.equal(ordered.list[0]?.sortOrder, 99, 'it is kept');
  assert.deepEqual(await order(null), { [ids.b as string]: { sortOrder: 10 } }, 'what is kept instead is told');
  const cases: [string, object, string][] = [
    [ids.c as string, { parentId: ids.a }, 'invalidProperties'],
    [ids.b as string, { name: 'C' }, 'alreadyExists'],
    [ids.b as string, { role: 'junk' }, 'invalidProperties'],
    [ids.b as string, { colour: 'red' }, 'invalidProperties'],
    ['M999999', { name: 'x' }, 'notFound'],
  ];
  for (const [id, patch, type] of cases) {
    assert.equal((await set(account, { update: { [id]: patch } })).notUpdated?.[id]?.type, type, JSON.stringify(patch));
  }
});

test('a mailbox is destroyed only if it is empty or its removal with content is requested', async () => {
  const { account, ids } = await withMailboxes(
    ['a', { name: 'A' }],
    ['b', { name: 'B', parentId: '#a' }],
    ['c', { name: 'C' }],
  );
  const inbox = `M${(await listMailboxes(web.store.pool, account.number)).find(({ name }) => name === 'INBOX')?.mailboxId}`;
  const { id } = await web.append(account, 'Subject: x\r\n\r\ny\r\n', { mailbox: 'C' });
  const refused = await set(account, { destroy: [ids.a, ids.c, inbox, 'M999999'] });
  const types = (refused.notDestroyed ?? {}) as Record<string, JsonObject>;
  assert.deepEqual(
    [types[ids.a as string]?.type, types[ids.c as string]?.type],
    ['mailboxHasChild', 'mailboxHasEmail'],
  );
  assert.deepEqual([types[inbox]?.type, types.M999999?.type], ['forbidden', 'notFound']);
  const child = await set(account, { destroy: [ids.a], onDestroyRemoveEmails: true });
  assert.equal(child.notDestroyed?.[ids.a as string]?.type, 'mailboxHasChild');
  const since = child.newState;
  const done = await set(account, { destroy: [ids.a, ids.b, ids.c], onDestroyRemoveEmails: true });
  assert.deepEqual(new Set(done.destroyed), new Set([ids.a, ids.b, ids.c]));
  const emails = await web.one<{ destroyed: string[] }>(account, 'Email/changes', { sinceState: since });
  assert.deepEqual(emails.destroyed, [id]);
  const mailboxes = await web.one<{ destroyed: string[] }>(account, 'Mailbox/changes', { sinceState: since });
  assert.deepEqual(new Set(mailboxes.destroyed), new Set([ids.a, ids.b, ids.c]));
});

test('messages marked \\Deleted do not prevent destroying a mailbox', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }]);
  await web.append(account, 'Subject: x\r\n\r\ny\r\n', { mailbox: 'A', flags: Flag.Deleted });
  assert.deepEqual((await set(account, { destroy: [ids.a] })).destroyed, [ids.a]);
});

test('mailboxes can be filtered and sorted', async () => {
  const { account, ids } = await withMailboxes(
    ['b', { name: 'b' }],
    ['a', { name: 'Ä', parentId: '#b' }],
    ['c', { name: 'C' }],
  );
  const query = async (args: object) =>
    (await web.one<{ ids: string[]; total?: number }>(account, 'Mailbox/query', args)).ids;
  const own = new Map(Object.entries(ids).map(([key, id]) => [id, key]));
  const keys = (found: string[]) => found.flatMap((id) => own.get(id) ?? []);
  assert.deepEqual(keys(await query({ sort: [{ property: 'name' }] })), ['a', 'b', 'c']);
  assert.deepEqual(keys(await query({ sort: [{ property: 'name' }], sortAsTree: true })), ['b', 'a', 'c']);
  assert.deepEqual(keys(await query({ filter: { parentId: ids.b } })), ['a']);
  assert.deepEqual(keys(await query({ filter: { name: 'ä' }, filterAsTree: true })), []);
  assert.deepEqual(keys(await query({ filter: { name: 'a', hasAnyRole: false } })), ['a'], 'without its accent');
  assert.deepEqual(
    await query({ filter: { role: 'inbox' } }),
    await query({ sort: [{ property: 'sortOrder' }], limit: 1 }),
  );
  assert.equal((await query({ filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }] } })).length, 3);
  assert.deepEqual(keys(await query({ filter: { name: 'b', isSubscribed: false } })), ['b']);
});

test('queryChanges of a list names what moved, and of a tree all that may have moved', async () => {
  const { account, ids } = await withMailboxes(
    ['a', { name: 'a' }],
    ['b', { name: 'b' }],
    ['c', { name: 'c' }],
    ['low', { name: 'low', parentId: '#c' }],
  );
  const filter = { hasAnyRole: false };
  const sort = [{ property: 'name' }];
  interface Found {
    ids: string[];
    queryState: string;
  }
  interface Moved {
    removed: string[];
    added: { id: string; index: number }[];
  }
  const { queryState, ids: before } = await web.one<Found>(account, 'Mailbox/query', { filter, sort });
  const { created } = await set(account, {
    create: { e: { name: 'e' } },
    update: { [ids.b as string]: { name: 'd' } },
    destroy: [ids.a],
  });
  const since = { sinceQueryState: queryState, filter, sort };
  const moved = await web.one<Moved>(account, 'Mailbox/queryChanges', since);
  const made = created?.e?.id as string;
  assert.deepEqual(moved.removed.filter((id) => before.includes(id)).toSorted(), [ids.a, ids.b].toSorted() as string[]);
  assert.deepEqual(moved.added, [
    { id: ids.b, index: 1 },
    { id: made, index: 2 },
  ]);
  const all = await web.one<Moved>(account, 'Mailbox/queryChanges', { ...since, sortAsTree: true });
  assert.deepEqual(
    all.added.map(({ id }) => id),
    [ids.c, ids.low, ids.b, made],
  );
});

test('a mailbox whose path changes because a level above it goes or returns is reported as changed', async () => {
  const { account, ids } = await withMailboxes(['a', { name: 'A' }], ['low', { name: 'low', parentId: '#a' }]);
  const low = async () => {
    const { list, state } = await web.one<{ list: JsonObject[]; state: string }>(account, 'Mailbox/get', {
      ids: [ids.low],
    });
    return { state, place: [list[0]?.name, list[0]?.parentId] };
  };
  const updatedSince = async (sinceState: string) =>
    (await web.one<{ updated: string[] }>(account, 'Mailbox/changes', { sinceState })).updated;
  const first = await low();
  await deleteMailbox(web.store, account.number, 'A');
  const second = await low();
  assert.deepEqual([await updatedSince(first.state), second.place], [[ids.low], ['A/low', null]]);
  const { mailboxId } = await createMailbox(web.store, account.number, 'A');
  assert.deepEqual([await updatedSince(second.state), (await low()).place], [[ids.low], ['low', `M${mailboxId}`]]);
  await deleteMailbox(web.store, account.number, 'A');
  const third = await low();
  await set(account, { create: { b: { name: 'B' } } });
  const renamed = await web.one<{ ids: string[] }>(account, 'Mailbox/query', { filter: { name: 'B' } });
  await set(account, { update: { [String(renamed.ids[0])]: { name: 'A' } } });
  assert.ok((await updatedSince(third.state)).includes(ids.low as string));
});

test('a name that restores a role reports it, and a new mailbox can be renamed and destroyed in one call', async () => {
  const account = await web.account();
  const { list } = await web.one<{ list: { id: string; role: string }[] }>(account, 'Mailbox/get', {});
  const archive = list.find(({ role }) => role === 'archive')?.id as string;
  assert.deepEqual((await set(account, { destroy: [archive] })).destroyed, [archive]);
  const again = await set(account, { create: { a: { name: 'Archive' }, b: { name: 'plain' } } });
  assert.equal(again.created?.a?.role, 'archive');
  assert.equal(again.created?.b?.role, null);
  const all = await set(account, {
    create: { top: { name: 'top' }, low: { name: 'low', parentId: '#top' } },
    update: { '#top': { name: 'moved' } },
    destroy: ['#top', '#low'],
  });
  assert.deepEqual([all.notCreated, all.notUpdated, all.notDestroyed], [null, null, null]);
  assert.deepEqual(all.updated, { [String(all.created?.top?.id)]: null });
  assert.deepEqual(all.destroyed?.toSorted(), [all.created?.top?.id, all.created?.low?.id].toSorted());
});

test('the inbox accepts its own name, and a name stored in another form is returned', async () => {
  const { account } = await withMailboxes();
  const { ids } = await web.one<{ ids: string[] }>(account, 'Mailbox/query', { filter: { role: 'inbox' } });
  const inbox = ids[0] as string;
  const kept = await set(account, { update: { [inbox]: { name: 'Inbox', parentId: null, sortOrder: 3 } } });
  assert.equal(kept.notUpdated, null);
  assert.equal((await set(account, { update: { [inbox]: { name: 'Post' } } })).notUpdated?.[inbox]?.type, 'forbidden');
  const { created } = await set(account, { create: { x: { name: 'Ame\u0301lie' }, y: { name: 'Amel' } } });
  assert.deepEqual([created?.x?.name, 'name' in (created?.y ?? {})], ['Am\u00e9lie', false]);
});
