import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import type { TestAccount } from '../../testing.ts';
import { letter, openSharingFixture } from './testing.ts';

const { web, mailbox, share, on, pair, setResult } = await openSharingFixture();
after(() => web[Symbol.asyncDispose]());

const ALL = ['mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords'];

interface List {
  readonly list: JsonObject[];
  readonly notFound: string[];
  readonly state: string;
}

test('a mailbox with only the right to add reveals nothing of its content', async () => {
  const { owner, other, team } = await pair();
  const { id } = await web.append(owner, letter('secret'), { mailbox: 'Team' });
  await share(owner, team, other, 'mayAddItems');
  const { list } = await on<List>(other, owner, 'Mailbox/get', { properties: ['totalEmails', 'unreadThreads'] });
  assert.deepEqual(list, [{ id: team, totalEmails: 0, unreadThreads: 0 }]);
  assert.deepEqual((await on<{ ids: string[] }>(other, owner, 'Email/query')).ids, []);
  assert.deepEqual((await on<List>(other, owner, 'Email/get', { ids: [id] })).notFound, [id]);
  const { created } = await on(other, owner, 'Email/set', {
    create: {
      e: {
        mailboxIds: { [team]: true },
        subject: 'dropped',
        textBody: [{ type: 'text/plain', partId: 't' }],
        bodyValues: { t: { value: 'x' } },
      },
    },
  });
  assert.ok((created as { e: object }).e);
});

test('each right allows what it says, and no other right does', async () => {
  const { owner, other, team } = await pair();
  const done = await mailbox(owner, 'Done');
  await share(owner, done, other, 'mayReadItems', 'mayAddItems', 'mayRemoveItems');
  const uploaded = await web.fetch(`/jmap/upload/${owner.id}`, other, { method: 'POST', body: letter('imported') });
  const { blobId } = (await uploaded.json()) as { blobId: string };
  const email = async () => (await web.append(owner, letter('x'), { mailbox: 'Team' })).id;
  const deeds: Record<string, readonly [right: string, does: () => Promise<string>]> = {
    'Email/set keywords/$seen': [
      'maySetSeen',
      async () => setResult(other, owner, 'Email/set', { update: { [await email()]: { 'keywords/$seen': true } } }),
    ],
    'Email/set keywords/$flagged': [
      'maySetKeywords',
      async () => setResult(other, owner, 'Email/set', { update: { [await email()]: { 'keywords/$flagged': true } } }),
    ],
    'Email/set keywords/work': [
      'maySetKeywords',
      async () => setResult(other, owner, 'Email/set', { update: { [await email()]: { 'keywords/work': true } } }),
    ],
    'Email/set move': [
      'mayRemoveItems',
      async () =>
        setResult(other, owner, 'Email/set', { update: { [await email()]: { mailboxIds: { [done]: true } } } }),
    ],
    'Email/set destroy': [
      'mayRemoveItems',
      async () => setResult(other, owner, 'Email/set', { destroy: [await email()] }),
    ],
    'Email/import': [
      'mayAddItems',
      () => setResult(other, owner, 'Email/import', { emails: { e: { blobId, mailboxIds: { [team]: true } } } }),
    ],
    'Mailbox/set create': [
      'mayCreateChild',
      () => setResult(other, owner, 'Mailbox/set', { create: { m: { name: `n${++names}`, parentId: team } } }),
    ],
    'Mailbox/set rename': [
      'mayRename',
      () => setResult(other, owner, 'Mailbox/set', { update: { [team]: { name: `t${++names}` } } }),
    ],
    'Mailbox/set shareWith': [
      'mayShare',
      () =>
        setResult(other, owner, 'Mailbox/set', {
          update: { [team]: { [`shareWith/P${third.number}`]: { mayReadItems: true } } },
        }),
    ],
  };
  let names = 0;
  const third = await web.account();
  const rights = [...new Set(Object.values(deeds).map(([right]) => right)), 'mayDelete'];
  for (const right of rights) {
    await share(owner, team, other, 'mayReadItems', right);
    for (const [deed, [needed, does]] of Object.entries(deeds)) {
      // An earlier deed may have renamed Team, and others file messages into it by its name.
      await web.one(owner, 'Mailbox/set', { update: { [team]: { name: 'Team' } } });
      assert.equal(await does(), needed === right ? 'done' : 'forbidden', `${deed} with ${right}`);
    }
  }
  assert.equal(await setResult(other, owner, 'Mailbox/set', { destroy: [done] }), 'forbidden');
  assert.equal(await setResult(other, owner, 'Mailbox/set', { create: { m: { name: 'top' } } }), 'forbidden');
  assert.equal(await setResult(other, owner, 'Mailbox/set', { update: { [team]: { role: 'archive' } } }), 'forbidden');
  await share(owner, done, other, 'mayReadItems', 'mayDelete');
  assert.equal(await setResult(other, owner, 'Mailbox/set', { destroy: [done] }), 'mailboxHasEmail');
  assert.equal(
    await setResult(other, owner, 'Mailbox/set', { destroy: [done], onDestroyRemoveEmails: true }),
    'forbidden',
    'what is in it may not be removed',
  );
  await share(owner, done, other, 'mayReadItems', 'mayDelete', 'mayRemoveItems');
  assert.equal(await setResult(other, owner, 'Mailbox/set', { destroy: [done], onDestroyRemoveEmails: true }), 'done');
});

const EVERY = [
  ...['mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords'],
  ...['mayCreateChild', 'mayRename', 'mayDelete', 'maySubmit', 'mayShare'],
];

test('without one right exactly what needs it is refused, in every method', async () => {
  const { owner, other, team } = await pair();
  const third = await web.account();
  const done = await mailbox(owner, 'Done');
  await share(owner, done, other, ...EVERY);
  let letters = 0;
  const email = async (to = 'Team') =>
    (await web.append(owner, letter(`n${++letters}`, 'Content-Type: text/html\r\n'), { mailbox: to })).id;
  const set = (method: string, args: object) => setResult(other, owner, method, args);
  const update = (id: string, patch: object) => set('Email/set', { update: { [id]: patch } });
  const uploaded = await web.fetch(`/jmap/upload/${owner.id}`, other, { method: 'POST', body: letter('imported') });
  const { blobId } = (await uploaded.json()) as { blobId: string };
  const imported = (more: object, blob = blobId) =>
    set('Email/import', { emails: { e: { blobId: blob, mailboxIds: { [team]: true }, ...more } } });
  const mine = (await web.append(other, letter('mine'))).id;
  const copy = (into: TestAccount, from: TestAccount, id: string, mailboxId: string, more = {}) =>
    setResult(other, into, 'Email/copy', {
      fromAccountId: from.id,
      create: { c: { id, mailboxIds: { [mailboxId]: true } } },
      ...more,
    });
  const rename = (patch: object) => set('Mailbox/set', { update: { [team]: patch } });
  const unread = { mayReadItems: 'notFound' };
  type Deed = readonly [refused: Record<string, string>, does: (without: string) => Promise<string>];
  const deeds: Record<string, Deed> = {
    'set $seen': [
      { ...unread, maySetSeen: 'forbidden' },
      async () => update(await email(), { 'keywords/$seen': true }),
    ],
    'set $flagged': [
      { ...unread, maySetKeywords: 'forbidden' },
      async () => update(await email(), { 'keywords/$flagged': true }),
    ],
    'set work': [
      { ...unread, maySetKeywords: 'forbidden' },
      async () => update(await email(), { keywords: { work: true } }),
    ],
    'move from': [
      { ...unread, mayRemoveItems: 'forbidden' },
      async () => update(await email(), { mailboxIds: { [done]: true } }),
    ],
    'move to': [
      { mayAddItems: 'forbidden' },
      async () => update(await email('Done'), { mailboxIds: { [team]: true } }),
    ],
    'add to': [{ mayAddItems: 'forbidden' }, async () => update(await email('Done'), { [`mailboxIds/${team}`]: true })],
    destroy: [{ ...unread, mayRemoveItems: 'forbidden' }, async () => set('Email/set', { destroy: [await email()] })],
    create: [
      { mayAddItems: 'forbidden' },
      () => set('Email/set', { create: { e: { mailboxIds: { [team]: true }, subject: 'x' } } }),
    ],
    import: [{ mayAddItems: 'forbidden' }, () => imported({})],
    'import of an email': [
      { mayReadItems: 'invalidProperties', mayAddItems: 'forbidden' },
      async () => imported({}, `B${(await email()).slice(1)}`),
    ],
    'import as seen': [
      { mayAddItems: 'forbidden', maySetSeen: 'forbidden' },
      () => imported({ keywords: { $seen: true } }),
    ],
    'import as flagged': [
      { mayAddItems: 'forbidden', maySetKeywords: 'forbidden' },
      () => imported({ keywords: { $flagged: true } }),
    ],
    'copy to': [{ mayAddItems: 'forbidden' }, () => copy(owner, other, mine, team)],
    'copy from': [unread, async () => copy(other, owner, await email(), 'M1')],
    'create a child': [
      { mayCreateChild: 'forbidden' },
      () => set('Mailbox/set', { create: { m: { name: `n${++letters}`, parentId: team } } }),
    ],
    'move a child to': [
      { mayCreateChild: 'forbidden' },
      async () => {
        const child = await mailbox(owner, `c${++letters}`);
        await share(owner, child, other, ...EVERY);
        return set('Mailbox/set', { update: { [child]: { parentId: team } } });
      },
    ],
    rename: [
      { mayRename: 'forbidden' },
      async () => {
        const result = await rename({ name: `t${++letters}` });
        // The other deeds file messages by the name.
        await web.one(owner, 'Mailbox/set', { update: { [team]: { name: 'Team' } } });
        return result;
      },
    ],
    'destroy the mailbox': [
      { mayDelete: 'forbidden' },
      async (without) => {
        const empty = await mailbox(owner, `d${++letters}`);
        await share(owner, empty, other, ...EVERY.filter((right) => right !== without));
        return set('Mailbox/set', { destroy: [empty] });
      },
    ],
    share: [
      { mayShare: 'forbidden' },
      () => rename({ [`shareWith/P${third.number}`]: { mayReadItems: true, maySetSeen: ++letters % 2 === 0 } }),
    ],
    subscribe: [{}, () => rename({ isSubscribed: true })],
  };
  /** Returns what the reading methods find of an email in the mailbox, by method. */
  const readings = async (): Promise<Record<string, boolean>> => {
    const { state } = await on<List>(other, owner, 'Email/get', { ids: [] });
    const id = await email();
    const blob = `B${id.slice(1)}`;
    const calls: [string, object, (answer: JsonObject) => unknown][] = [
      ['Email/get', { ids: [id] }, ({ list }) => (list as []).length],
      ['Email/changes', { sinceState: state }, ({ created }) => (created as []).length],
      ['Email/query', {}, ({ ids }) => (ids as string[]).includes(id)],
      ['Email/query', { filter: { text: `n${letters}` } }, ({ ids }) => (ids as string[]).includes(id)],
      ['Email/queryChanges', { sinceQueryState: state }, ({ added }) => (added as []).length],
      ['Thread/get', { ids: [`T${id.slice(1)}`] }, ({ list }) => (list as []).length],
      ['Thread/changes', { sinceState: state }, ({ created }) => (created as []).length],
      ['SearchSnippet/get', { emailIds: [id], filter: { text: 'x' } }, ({ list }) => (list as []).length],
      ['Email/parse', { blobIds: [blob] }, ({ parsed }) => parsed],
      ['MDN/parse', { blobIds: [blob] }, ({ notFound }) => notFound === null],
      ['Blob/get', { ids: [blob] }, ({ list }) => (list as []).length],
      ['Blob/lookup', { typeNames: ['Email'], ids: [blob] }, ({ list }) => (list as []).length],
      ['Blob/upload', { create: { b: { data: [{ blobId: `${blob}_1` }] } } }, ({ created }) => created],
      [
        'Mailbox/get',
        { ids: [team], properties: ['totalEmails'] },
        ({ list }) => (list as { totalEmails: number }[])[0]?.totalEmails,
      ],
      ['Blob/copy', { accountId: other.id, fromAccountId: owner.id, blobIds: [blob] }, ({ copied }) => copied],
    ];
    const answers = await web.call(
      other,
      ...calls.map(([name, args]) => [name, { accountId: owner.id, ...args }] as const),
    );
    const found = calls.map(([name, , isFound], n): [string, boolean] => {
      const [answered, answer] = answers[n] as [string, JsonObject, string];
      assert.equal(answered, name, JSON.stringify(answer));
      return [`${n} ${name}`, Boolean(isFound(answer))];
    });
    const { status } = await web.fetch(`/jmap/download/${owner.id}/${blob}/x`, other);
    return Object.fromEntries([...found, ['download', status === 200]]);
  };
  for (const without of EVERY) {
    await share(owner, team, other, ...EVERY.filter((right) => right !== without));
    for (const [method, isFound] of Object.entries(await readings()))
      assert.equal(isFound, without !== 'mayReadItems', `${method} without ${without}`);
    for (const [deed, [refused, does]] of Object.entries(deeds))
      assert.equal(await does(without), refused[without] ?? 'done', `${deed} without ${without}`);
  }
});

test('changing keywords needs the right in all visible mailboxes of an email, and destroying leaves hidden ones', async () => {
  const { owner, other, team } = await pair();
  const second = await mailbox(owner, 'Second');
  const { id } = await web.append(owner, letter('x'), { mailbox: 'Team' });
  await web.one(owner, 'Email/set', { update: { [id]: { [`mailboxIds/${second}`]: true, 'mailboxIds/M1': true } } });
  await share(owner, team, other, ...ALL);
  await share(owner, second, other, 'mayReadItems');
  const flag = { update: { [id]: { 'keywords/$flagged': true } } };
  assert.equal(await setResult(other, owner, 'Email/set', flag), 'forbidden');
  await share(owner, second, other, ...ALL);
  assert.equal(await setResult(other, owner, 'Email/set', flag), 'done');
  assert.equal(await setResult(other, owner, 'Email/set', { destroy: [id] }), 'done');
  assert.deepEqual((await on<List>(other, owner, 'Email/get', { ids: [id] })).notFound, [id]);
  const mine = await web.one<List>(owner, 'Email/get', { ids: [id], properties: ['mailboxIds'] });
  assert.deepEqual(mine.list, [{ id, mailboxIds: { M1: true } }]);
});

test('a mailbox created below a shared one has the same shares, and reveals nothing above it', async () => {
  const { owner, other } = await pair();
  const hidden = await mailbox(owner, 'Hidden');
  const inner = await mailbox(owner, 'Inner', { parentId: hidden });
  await share(owner, inner, other, ...ALL, 'mayCreateChild');
  const { created, newState } = await on<{ created: Record<string, { id: string }>; newState: string }>(
    other,
    owner,
    'Mailbox/set',
    { create: { a: { name: 'A', parentId: inner }, b: { name: 'B', parentId: '#a' } } },
  );
  const { list, state } = await on<List>(other, owner, 'Mailbox/get', { properties: ['name', 'parentId'] });
  assert.equal(newState, state);
  assert.deepEqual(list, [
    { id: inner, name: 'Inner', parentId: null },
    { id: created.a?.id, name: 'A', parentId: inner },
    { id: created.b?.id, name: 'B', parentId: created.a?.id },
  ]);
  const found = await on<{ ids: string[] }>(other, owner, 'Mailbox/query', { filter: { name: 'Hidden' } });
  assert.deepEqual(found.ids, []);
  const mine = await web.one<List>(owner, 'Mailbox/get', { ids: [created.a?.id], properties: ['parentId'] });
  assert.equal(mine.list[0]?.parentId, inner);
});

test("nobody may submit mail to another's mailbox, whatever rights were given, only to their own", async () => {
  const { owner, other, team } = await pair();
  await share(owner, team, other, 'mayReadItems', 'maySubmit');
  interface Rights {
    list: { myRights: { maySubmit: boolean }; shareWith: Record<string, { maySubmit: boolean }> }[];
  }
  const asked = { ids: [team], properties: ['myRights', 'shareWith'] };
  const [his] = (await on<Rights>(other, owner, 'Mailbox/get', asked)).list;
  const [mine] = (await web.one<Rights>(owner, 'Mailbox/get', asked)).list;
  assert.equal(his?.myRights.maySubmit, false);
  assert.equal(mine?.myRights.maySubmit, true);
  assert.equal(mine?.shareWith[`P${other.number}`]?.maySubmit, false);
});
