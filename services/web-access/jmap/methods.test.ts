import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWeb } from '../testing.ts';
import { methods } from './methods.ts';
import { foreignArguments } from './testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const bob = await web.account();
const theirs = await web.append(bob, `From: ${bob.address}\r\nSubject: secret\r\n\r\nhidden words\r\n`, {
  keywords: ['private'],
});
const sent = await web.call(
  bob,
  ['Identity/set', { create: { i: { email: bob.address, name: 'secret' } } }],
  [
    'EmailSubmission/set',
    {
      create: {
        s: {
          identityId: '#i',
          emailId: theirs.id,
          envelope: {
            mailFrom: { email: bob.address, parameters: { HOLDFOR: '600' } },
            rcptTo: [{ email: 'x@far.test' }],
          },
        },
      },
    },
  ],
);
assert.match(JSON.stringify(sent), /"id":"I2".*"id":"S3"/);
await web.one(alice, 'Mailbox/set', {
  update: { M1: { [`shareWith/P${bob.number}`]: { mayAddItems: true } } },
});
await web.one(alice, 'Mailbox/set', { update: { M1: { shareWith: null } } });
const told = await web.one<{ list: { id: string }[] }>(bob, 'ShareNotification/get', { ids: null });
assert.deepEqual(
  told.list.map((each) => each.id),
  ['N4', 'N5'],
);
await web.one(bob, 'VacationResponse/set', { update: { singleton: { isEnabled: true, subject: 'secret' } } });
// A push subscription belongs to the user, not to an account: it has its own tests.
const names = methods.map(({ name }) => name).filter((name) => !/^(?:Core|PushSubscription)\//.test(name));

const { id } = theirs;
const ARGUMENTS = foreignArguments({ owner: bob, id, mailboxId: theirs.mailboxId, copierId: alice.id });

test('every method needs an accountId and accepts only an account of the user', async () => {
  for (const name of names) {
    const [stranger, nobody, missing] = await web.call(
      alice,
      ...[bob.id, 'a999999', null].map((accountId) => [name, { ...ARGUMENTS[name]?.[0], accountId }] as const),
    );
    assert.deepEqual(
      [stranger?.[1].type, nobody?.[1].type, missing?.[1].type],
      ['accountNotFound', 'accountNotFound', 'invalidArguments'],
      name,
    );
  }
});

test('ids of another account are not found, at any place in a call', async () => {
  // Ids are counted per account: carol has no data yet, so none of bob's ids is also one of hers.
  const carol = await web.account();
  for (const name of names) {
    assert.ok(ARGUMENTS[name], `${name} has its arguments above`);
    for (const args of ARGUMENTS[name] ?? []) {
      const [response] = await web.call(carol, [name, args]);
      assert.doesNotMatch(JSON.stringify(response), /secret|private|hidden/, name);
      const { created, updated, destroyed, list } = (response?.[1] ?? {}) as Record<string, unknown>;
      if (name.endsWith('/set') || name.endsWith('/import'))
        assert.deepEqual([created ?? null, updated ?? null, destroyed ?? null], [null, null, null], name);
      // Every account has a first mailbox and a vacation response.
      if (name.endsWith('/get') && name !== 'Mailbox/get' && name !== 'VacationResponse/get')
        assert.deepEqual(list, [], name);
    }
  }
  const { list } = await web.one<{ list: object[] }>(bob, 'Email/get', {
    ids: [id],
    properties: ['keywords', 'subject'],
  });
  assert.deepEqual(list, [{ id, keywords: { private: true }, subject: 'secret' }]);
});

test('changes since an unknown or future state cannot be calculated', async () => {
  for (const name of ['Email/changes', 'Mailbox/changes', 'Thread/changes']) {
    for (const sinceState of [
      '',
      'x',
      '-1',
      '1',
      '1.',
      ' 1.1',
      '1.1e3',
      '9'.repeat(200),
      '1.1.1',
      '9007199254740993.1',
      '999999.1',
      '1.999999',
    ]) {
      const [response] = await web.call(alice, [name, { sinceState }]);
      assert.equal(response?.[1].type, 'cannotCalculateChanges', `${name} ${sinceState}`);
    }
  }
});

test('missing required arguments are refused', async () => {
  const cases: [name: string, args: object][] = [
    ['Email/import', {}],
    ['Email/copy', { fromAccountId: bob.id }],
    ['Email/parse', {}],
    ['SearchSnippet/get', { filter: { text: 'x' } }],
    ['Blob/upload', {}],
    ['Blob/lookup', { ids: [] }],
    ['Blob/lookup', { typeNames: [] }],
    ['MDN/send', { identityId: 'I1' }],
    ['MDN/parse', {}],
    ['DSN/parse', {}],
  ];
  for (const [name, args] of cases) {
    const [response] = await web.call(alice, [name, args]);
    assert.equal(response?.[1].type, 'invalidArguments', `${name} ${JSON.stringify(args)}`);
  }
});

test('one call takes exactly as many objects as the session announces', async () => {
  const most = 500;
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `X${n}`);
  const objects = (count: number, value: object = {}) => Object.fromEntries(ids(count).map((id) => [id, value]));
  const special: Record<string, (count: number) => object> = {
    'SearchSnippet/get': (count) => ({ emailIds: ids(count), filter: { text: 'x' } }),
    'Blob/lookup': (count) => ({ typeNames: ['Email'], ids: ids(count) }),
    'Blob/copy': (count) => ({ fromAccountId: bob.id, blobIds: ids(count) }),
    'Blob/upload': (count) => ({ create: objects(count) }),
    'Email/import': (count) => ({ emails: objects(count) }),
    'Email/copy': (count) => ({ fromAccountId: bob.id, create: objects(count) }),
    'MDN/send': (count) => ({ identityId: 'I1', send: objects(count) }),
  };
  const usual: Record<string, (count: number) => object> = {
    get: (count) => ({ ids: ids(count) }),
    parse: (count) => ({ blobIds: ids(count) }),
    set: (count) => ({ create: objects(200), update: objects(200), destroy: ids(count - 400) }),
  };
  for (const { name } of methods) {
    const [, kind] = name.split('/');
    const args = special[name] ?? usual[kind ?? ''];
    if (!args) continue;
    const account = name.startsWith('PushSubscription/') ? { accountId: undefined } : {};
    const [allowed] = await web.call(alice, [name, { ...args(most), ...account }]);
    assert.notEqual(allowed?.[1].type, 'requestTooLarge', name);
    const [refused] = await web.call(alice, [name, { ...args(most + 1), ...account }]);
    assert.equal(refused?.[1].type, 'requestTooLarge', name);
  }
});

test('unknown arguments and wrong types are refused', async () => {
  for (const name of names) {
    const [unknown, wrong] = await web.call(
      alice,
      [name, { ...ARGUMENTS[name]?.[0], colour: 'red' }],
      [
        name,
        {
          ...ARGUMENTS[name]?.[0],
          ids: 3,
          sinceState: 3,
          sinceQueryState: 3,
          filter: 3,
          create: 3,
          update: 3,
          emails: 3,
          emailIds: 3,
        },
      ],
    );
    assert.equal(unknown?.[1].type, 'invalidArguments', name);
    assert.equal(wrong?.[1].type, 'invalidArguments', name);
  }
});
