import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { deleteAccount, setStatus } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import type { Session } from '@postroom/jmap/types';
import { removeAccountData } from '@postroom/mailbox';
import type { TestAccount } from '../../testing.ts';
import { letter, openSharingFixture } from './testing.ts';

const { web, mailbox, share, on, pair, setResult } = await openSharingFixture();
after(() => web[Symbol.asyncDispose]());

const ALL = ['mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords'];
const READ = ['mayReadItems'];

async function session(account: TestAccount): Promise<Session> {
  return (await (await web.fetch('/jmap/session', account)).json()) as Session;
}

interface List {
  readonly list: JsonObject[];
  readonly notFound: string[];
  readonly state: string;
}

test("a shared mailbox appears in the other user's session, and nothing else of that account", async () => {
  const { owner, other, team } = await pair();
  const before = await session(other);
  assert.deepEqual(Object.keys(before.accounts), [other.id]);
  await share(owner, team, other, ...READ);
  const now = await session(other);
  assert.notEqual(now.state, before.state);
  // RFC 9670 1.5.2: it is a key of accounts alone.
  assert.ok(!('urn:ietf:params:jmap:principals:owner' in now.capabilities));
  const { name, isPersonal, isReadOnly, accountCapabilities } = now.accounts[owner.id] as Session['accounts'][string];
  assert.deepEqual([name, isPersonal, isReadOnly], [owner.address, false, true]);
  assert.deepEqual(
    Object.keys(accountCapabilities).map((name) => name.replace('urn:ietf:params:jmap:', '')),
    ['core', 'mail', 'mdn', 'blob', 'principals:owner'],
  );
  assert.deepEqual(accountCapabilities['urn:ietf:params:jmap:principals:owner'], {
    accountIdForPrincipal: other.id,
    principalId: `P${owner.number}`,
  });
  await share(owner, team, other, ...READ, 'maySetSeen');
  assert.equal((await session(other)).accounts[owner.id]?.isReadOnly, false);

  const { list } = await on<List>(other, owner, 'Mailbox/get', { ids: null });
  assert.deepEqual(
    list.map(({ id, name, shareWith }) => [id, name, shareWith]),
    [[team, 'Team', null]],
  );
  const { mayReadItems, maySetSeen, mayAddItems, mayRename } = (list[0] as JsonObject).myRights as Record<
    string,
    boolean
  >;
  assert.deepEqual([mayReadItems, maySetSeen, mayAddItems, mayRename], [true, true, false, false]);
  const own = await web.one<List>(owner, 'Mailbox/get', { ids: [team], properties: ['shareWith', 'myRights'] });
  const given = ((own.list[0] as JsonObject).shareWith as Record<string, Record<string, boolean>>)[`P${other.number}`];
  assert.deepEqual([given?.mayReadItems, given?.maySetSeen, given?.maySetKeywords], [true, true, false]);
  assert.equal(((own.list[0] as JsonObject).myRights as { mayShare: boolean }).mayShare, true);
});

test('emails, threads, counts, searches and blobs outside the shared mailbox are not visible', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...READ);
  const secret = await web.append(owner, 'Message-ID: <1@x>\r\nSubject: plan\r\nX-Mark: secret\r\n\r\nsecret\r\n');
  const answer = 'Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nSubject: Re: plan\r\n\r\nyes\r\n';
  const shown = await web.append(owner, answer, { mailbox: 'Team' });
  // An email that is also in a secret mailbox is visible, but only as one in Team.
  const both = await web.append(owner, letter('both'), { mailbox: 'Team' });
  await web.one(owner, 'Email/set', { update: { [both.id]: { [`mailboxIds/${secret.mailboxId}`]: true } } });

  const { ids, total } = await on<{ ids: string[]; total: number }>(other, owner, 'Email/query', {
    calculateTotal: true,
  });
  assert.deepEqual([[...ids].sort(), total], [[shown.id, both.id].sort(), 2]);
  for (const filter of [
    { text: 'secret' },
    { inMailbox: secret.mailboxId },
    { inMailboxOtherThan: [team] },
    { header: ['X-Mark', 'secret'] },
  ]) {
    const found = await on<{ ids: string[] }>(other, owner, 'Email/query', { filter });
    assert.deepEqual(found.ids, [], JSON.stringify(filter));
  }
  const emails = await on<List>(other, owner, 'Email/get', {
    ids: [secret.id, shown.id, both.id],
    properties: ['subject', 'mailboxIds', 'threadId'],
  });
  assert.deepEqual(emails.notFound, [secret.id]);
  assert.deepEqual(
    emails.list.map(({ mailboxIds }) => mailboxIds),
    [{ [team]: true }, { [team]: true }],
  );
  const threadId = emails.list[0]?.threadId as string;
  const threads = await on<List>(other, owner, 'Thread/get', { ids: [threadId] });
  assert.deepEqual(threads.list[0]?.emailIds, [shown.id]);
  const mine = await web.one<List>(owner, 'Thread/get', { ids: [threadId] });
  assert.deepEqual(mine.list[0]?.emailIds, [secret.id, shown.id]);
  const { list } = await on<List>(other, owner, 'Mailbox/get', { properties: ['totalEmails', 'totalThreads'] });
  assert.deepEqual(list, [{ id: team, totalEmails: 2, totalThreads: 2 }]);
  const blob = (id: string) => `B${id.slice(1)}`;
  const status = async (id: string) => (await web.fetch(`/jmap/download/${owner.id}/${blob(id)}/x.eml`, other)).status;
  assert.deepEqual([await status(secret.id), await status(shown.id)], [404, 200]);
  const got = await on<List>(other, owner, 'Blob/get', { ids: [blob(secret.id), blob(shown.id)] });
  assert.deepEqual([got.notFound, got.list.length], [[blob(secret.id)], 1]);
  const snippets = await on<{ list: object[]; notFound: string[] }>(other, owner, 'SearchSnippet/get', {
    filter: { text: 'secret' },
    emailIds: [secret.id, shown.id],
  });
  assert.deepEqual([snippets.list.length, snippets.notFound], [1, [secret.id]]);
  const matched = await on<List>(other, owner, 'Blob/lookup', { typeNames: ['Mailbox'], ids: [blob(both.id)] });
  assert.deepEqual(matched.list[0]?.matchedIds, { Mailbox: [team] });
});

test('removed rights are gone at the next call, and earlier states are no longer valid', async () => {
  const { owner, other, team } = await pair();
  const second = await mailbox(owner, 'Second');
  await share(owner, team, other, ...READ);
  await share(owner, second, other, ...READ);
  const { id } = await web.append(owner, letter('x'), { mailbox: 'Team' });
  const { state } = await on<List>(other, owner, 'Email/get', { ids: [id] });
  assert.equal((await on<{ oldState: string }>(other, owner, 'Email/changes', { sinceState: state })).oldState, state);
  await share(owner, team, other);
  assert.deepEqual((await on<List>(other, owner, 'Email/get', { ids: [id] })).notFound, [id]);
  for (const type of ['Email', 'Mailbox', 'Thread'])
    assert.equal((await on(other, owner, `${type}/changes`, { sinceState: state })).type, 'cannotCalculateChanges');
  await share(owner, second, other);
  assert.equal((await on(other, owner, 'Email/get', { ids: [id] })).type, 'accountNotFound');
  assert.equal((await web.fetch(`/jmap/download/${owner.id}/B${id.slice(1)}/x`, other)).status, 404);
  assert.equal((await web.fetch(`/jmap/upload/${owner.id}`, other, { method: 'POST', body: 'x' })).status, 404);
  assert.deepEqual(Object.keys((await session(other)).accounts), [other.id]);
});

test('changes include only what is shared', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...READ);
  const { state } = await on<List>(other, owner, 'Email/get', { ids: [] });
  const hidden = await web.append(owner, letter('hidden'));
  const shown = await web.append(owner, letter('shown'), { mailbox: 'Team' });
  const changes = async (sinceState: string, type = 'Email') => {
    const all = await on<Record<string, string[]> & { newState: string }>(other, owner, `${type}/changes`, {
      sinceState,
    });
    return { told: [all.created, all.updated, all.destroyed], newState: all.newState };
  };
  const first = await changes(state);
  assert.deepEqual(first.told, [[shown.id], [], []]);
  assert.deepEqual((await changes(state, 'Mailbox')).told, [[], [team], []]);
  await web.one(owner, 'Email/set', { update: { [hidden.id]: { mailboxIds: { [team]: true } } } });
  await web.one(owner, 'Email/set', { update: { [shown.id]: { 'keywords/$seen': true } } });
  const second = await changes(first.newState);
  assert.deepEqual(second.told, [[hidden.id], [shown.id], []]);
  await web.one(owner, 'Email/set', { update: { [hidden.id]: { mailboxIds: { M1: true } } } });
  await web.one(owner, 'Email/set', { destroy: [shown.id] });
  const third = await changes(second.newState);
  assert.deepEqual(
    third.told.map((ids) => ids?.toSorted()),
    [[], [], [hidden.id, shown.id].sort()],
  );
  await web.one(owner, 'Email/set', { destroy: [hidden.id] });
  assert.deepEqual((await changes(third.newState)).told, [[], [], []]);
});

test('emails are copied from and to a shared mailbox, and count for the quota of its owner', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...ALL);
  const { id } = await web.append(owner, letter('x'), { mailbox: 'Team', keywords: ['work'] });
  const secret = await web.append(owner, letter('secret'));
  await web.store.pool.query('update accounts set quota_bytes = 1000000 where id = any($1::bigint[])', [
    [owner.number, other.number],
  ]);
  const used = async (account: TestAccount) =>
    (await web.one<List>(account, 'Quota/get', { ids: null })).list[0]?.used as number;
  const before = [await used(owner), await used(other)] as [number, number];
  const copy = {
    fromAccountId: owner.id,
    create: {
      c: { id, mailboxIds: { M1: true } },
      s: { id: secret.id, mailboxIds: { M1: true } },
      n: { mailboxIds: { M1: true } },
    },
  };
  type Copied = Record<string, Record<string, { id: string; type: string; size: number; properties?: string[] }>>;
  const copied = await web.one<Copied>(other, 'Email/copy', copy);
  assert.equal(copied.notCreated?.s?.type, 'notFound');
  assert.deepEqual(copied.notCreated?.n?.properties, ['id'], 'which email is asked for');
  const got = await web.one<List>(other, 'Email/get', {
    ids: [copied.created?.c?.id],
    properties: ['subject', 'keywords'],
  });
  assert.deepEqual([got.list[0]?.subject, got.list[0]?.keywords], ['x', { work: true }]);
  assert.equal(await used(other), before[1] + (copied.created?.c?.size ?? 0));
  assert.equal(await used(owner), before[0]);

  const back = {
    accountId: owner.id,
    fromAccountId: other.id,
    onSuccessDestroyOriginal: true,
    create: { b: { id: copied.created?.c?.id, mailboxIds: { [team]: true } } },
  };
  // RFC 8620 5.4: the state is only checked for destroying the originals.
  const [made, kept] = await web.call(other, ['Email/copy', { ...back, destroyFromIfInState: 'another' }]);
  assert.ok((made?.[1].created as { b?: object } | undefined)?.b, JSON.stringify(made));
  assert.deepEqual([kept?.[0], kept?.[1].type], ['error', 'stateMismatch']);
  const [one, two] = await web.call(other, ['Email/copy', back]);
  assert.deepEqual([one?.[0], two?.[0], two?.[1].destroyed], ['Email/copy', 'Email/set', [copied.created?.c?.id]]);
  assert.deepEqual([(await used(owner)) > before[0], await used(other)], [true, before[1]]);
  const blob = await web.one<{ copied: Record<string, string> | null; notCopied: object }>(other, 'Blob/copy', {
    fromAccountId: owner.id,
    blobIds: [`B${id.slice(1)}`, `B${secret.id.slice(1)}`],
  });
  assert.deepEqual(Object.keys(blob.copied ?? {}), [`B${id.slice(1)}`]);
  const text = await (
    await web.fetch(`/jmap/download/${other.id}/${Object.values(blob.copied ?? {})[0]}/x`, other)
  ).text();
  assert.match(text, /Subject: x/);
  // RFC 8621 4.7: keywords and date are those of the original unless the client gives others.
  const moved = { id, mailboxIds: { M1: true }, keywords: { $seen: true }, receivedAt: '2020-01-02T03:04:05Z' };
  const { state } = await web.one<List>(other, 'Email/get', { ids: [] });
  const from = await on<List>(other, owner, 'Email/get', { ids: [] });
  const single = { ...copy, create: { c: moved } };
  const states = await web.call(
    other,
    ['Email/copy', { ...single, ifInState: 'another' }],
    ['Email/copy', { ...single, ifFromInState: 'another' }],
    ['Email/copy', { ...single, ifInState: state, ifFromInState: from.state }],
    ['Email/get', { ids: ['#c'], properties: ['keywords', 'receivedAt', 'mailboxIds'] }],
  );
  assert.deepEqual(
    states.map(([name, { type, oldState }]) => [name, type ?? oldState]),
    [
      ['error', 'stateMismatch'],
      ['error', 'stateMismatch'],
      ['Email/copy', state],
      ['Email/get', undefined],
    ],
  );
  const [, placed] = states[3] as unknown as [string, List];
  const { id: _copy, ...there } = placed.list[0] ?? {};
  assert.deepEqual(there, { mailboxIds: { M1: true }, keywords: moved.keywords, receivedAt: moved.receivedAt });
  const strange = { ...copy, fromAccountId: (await web.account()).id };
  const [refused] = await web.call(other, ['Email/copy', strange]);
  assert.equal(refused?.[1].type, 'fromAccountNotFound');
});

test('nothing of a suspended account is shared, and nothing remains of a removed one', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...READ);
  const { pool } = web.store;
  await setStatus(pool, owner.address, 'suspended');
  assert.deepEqual(Object.keys((await session(other)).accounts), [other.id]);
  assert.equal((await on(other, owner, 'Mailbox/get')).type, 'accountNotFound');
  await setStatus(pool, owner.address, 'active');
  assert.deepEqual(Object.keys((await session(other)).accounts).sort(), [owner.id, other.id].sort());
  const left = async () =>
    (await pool.query('select 1 from mailbox_shares where account_id = $1 or grantee_id = $1', [other.number]))
      .rowCount;
  assert.equal(await left(), 1);
  await transaction(pool, async (tx) => {
    await deleteAccount(tx, other.address);
    await removeAccountData(tx, other.number);
  });
  assert.equal(await left(), 0);
  const mine = await web.one<List>(owner, 'Mailbox/get', { ids: [team], properties: ['shareWith'] });
  assert.equal(mine.list[0]?.shareWith, null);
});

test('rights of a suspended user can be removed but not granted', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...READ);
  await setStatus(web.store.pool, other.address, 'suspended');
  const give = (rights: object | null) =>
    setResult(owner, owner, 'Mailbox/set', { update: { [team]: { [`shareWith/P${other.number}`]: rights } } });
  assert.equal(await give({ mayReadItems: true, mayAddItems: true }), 'invalidProperties');
  assert.equal(await give(null), 'done');
  const { list } = await web.one<List>(owner, 'Mailbox/get', { ids: [team], properties: ['shareWith'] });
  assert.equal(list[0]?.shareWith, null);
  assert.equal(await give(null), 'invalidProperties', 'who has nothing is not told from who is not there');
});

test('a ShareNotification says who granted or removed the rights', async () => {
  const { owner, other, team } = await pair();
  const state = async () => (await web.one<List>(other, 'ShareNotification/get', { ids: null })).state;
  const before = await state();
  await share(owner, team, other, ...READ);
  await share(owner, team, other);
  const { created, newState } = await web.one<{ created: string[]; newState: string }>(
    other,
    'ShareNotification/changes',
    { sinceState: before },
  );
  assert.equal(newState, await state());
  const { list } = await web.one<List>(other, 'ShareNotification/get', { ids: created });
  const [given, taken] = list as [JsonObject, JsonObject];
  assert.deepEqual(given.changedBy, { name: owner.address, email: owner.address, principalId: `P${owner.number}` });
  assert.deepEqual(
    [given.objectType, given.objectAccountId, given.objectId, given.name],
    ['Mailbox', owner.id, team, 'Team'],
  );
  assert.deepEqual(
    [given.oldRights, (given.newRights as { mayReadItems: boolean }).mayReadItems, taken.newRights],
    [null, true, null],
  );
  const newest = await web.one<{ ids: string[] }>(other, 'ShareNotification/query', {
    filter: { objectAccountId: owner.id, after: null, before: null },
    sort: [{ property: 'created', isAscending: false }],
    limit: 1,
  });
  assert.deepEqual(newest.ids, [taken.id]);
  const dismissed = await web.one<JsonObject>(other, 'ShareNotification/set', {
    destroy: [given.id],
    update: { [taken.id as string]: { name: 'x' } },
  });
  assert.deepEqual([dismissed.destroyed, Object.keys(dismissed.notUpdated as object)], [[given.id], [taken.id]]);
  const after = await web.one<{ destroyed: string[] }>(other, 'ShareNotification/changes', { sinceState: newState });
  assert.deepEqual(after.destroyed, [given.id]);
});

test('shareWith is set as given, and refuses unknown users, the owner and unknown rights', async () => {
  const { owner, other, team } = await pair();
  const third = await web.account();
  const whole = {
    [`P${other.number}`]: { mayReadItems: true },
    [`P${third.number}`]: { mayReadItems: true, mayAddItems: true },
  };
  assert.equal(await setResult(owner, owner, 'Mailbox/set', { update: { [team]: { shareWith: whole } } }), 'done');
  const path = `shareWith/P${other.number}/maySetSeen`;
  assert.equal(
    await setResult(owner, owner, 'Mailbox/set', {
      update: { [team]: { [path]: true, [`shareWith/P${third.number}`]: null } },
    }),
    'done',
  );
  const { list } = await web.one<List>(owner, 'Mailbox/get', { ids: [team], properties: ['shareWith'] });
  const now = list[0]?.shareWith as Record<string, Record<string, boolean>>;
  assert.deepEqual(Object.keys(now), [`P${other.number}`]);
  assert.deepEqual([now[`P${other.number}`]?.mayReadItems, now[`P${other.number}`]?.maySetSeen], [true, true]);
  for (const wrong of [
    { shareWith: { P999999: { mayReadItems: true } } },
    { shareWith: { [other.id]: { mayReadItems: true } } },
    { shareWith: { [`P${owner.number}`]: { mayReadItems: true } } },
    { shareWith: { [`P${other.number}`]: { mayFly: true } } },
    { shareWith: { [`P${other.number}`]: { mayReadItems: 1 } } },
    { shareWith: [1] },
    { [`shareWith/P${other.number}/maySetSeen/x`]: true },
  ]) {
    const type = await setResult(owner, owner, 'Mailbox/set', { update: { [team]: wrong } });
    assert.match(type, /^invalid(?:Properties|Patch)$/, JSON.stringify(wrong));
  }
  const { created } = await web.one<{ created: { m: { id: string } } }>(owner, 'Mailbox/set', {
    create: { m: { name: 'Made', shareWith: { [`P${other.number}`]: { mayReadItems: true } } } },
  });
  const seen = await on<List>(other, owner, 'Mailbox/get', { properties: ['name'] });
  assert.deepEqual(seen.list.map(({ id }) => id).sort(), [created.m.id, team].sort());
});

test('each user subscribes to a shared mailbox separately', async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, ...READ);
  const isSubscribed = async () =>
    (await on<List>(other, owner, 'Mailbox/get', { properties: ['isSubscribed'] })).list[0]?.isSubscribed;
  assert.equal(await isSubscribed(), true);
  assert.equal(await setResult(other, owner, 'Mailbox/set', { update: { [team]: { isSubscribed: false } } }), 'done');
  assert.equal(await isSubscribed(), false);
});
