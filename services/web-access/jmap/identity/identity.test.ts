import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { putAlias } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../../testing.ts';

// RFC 8621 6.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

interface Get {
  list: JsonObject[];
  state: string;
}

interface SetAnswer {
  created: Record<string, JsonObject> | null;
  notCreated: Record<string, { type: string; properties?: string[] }> | null;
  updated: Record<string, JsonObject | null> | null;
  notUpdated: Record<string, { type: string }> | null;
  destroyed: string[] | null;
  notDestroyed: Record<string, { type: string }> | null;
  oldState: string;
  newState: string;
}

test('each account has an identity for its address, with editable name and signature but a fixed address', async () => {
  const alice = await web.account();
  const { list } = await web.one<Get>(alice, 'Identity/get');
  const own = {
    id: 'I1',
    email: alice.address,
    name: '',
    replyTo: null,
    bcc: null,
    textSignature: '',
    htmlSignature: '',
    mayDelete: false,
  };
  assert.deepEqual(list, [own]);
  const update = { I1: { name: 'Alice Ä', textSignature: '-- \nA', replyTo: [{ name: null, email: 'a@x.test' }] } };
  const set = await web.one<SetAnswer>(alice, 'Identity/set', { update, destroy: ['I1'] });
  assert.deepEqual([set.updated, set.notDestroyed?.I1?.type], [{ I1: null }, 'forbidden']);
  const [changed] = (await web.one<Get>(alice, 'Identity/get', { ids: ['I1'], properties: ['name', 'replyTo'] })).list;
  assert.deepEqual(changed, { id: 'I1', name: 'Alice Ä', replyTo: [{ name: null, email: 'a@x.test' }] });
  const email = await web.one<SetAnswer>(alice, 'Identity/set', { update: { I1: { email: 'b@x.test' } } });
  assert.equal(email.notUpdated?.I1?.type, 'invalidProperties');
});

test('identities can be created only for addresses that the user may send as', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  await putAlias(web.store.pool, 'sales@postroom.test', [alice.address]);
  const create = {
    alias: { email: 'sales@postroom.test', name: 'Sales' },
    tag: { email: alice.address.replace('@', '+list@') },
    theirs: { email: bob.address },
    elsewhere: { email: 'a@gmail.test' },
    none: { name: 'x' },
    wrong: { email: 'x' },
    unknown: { email: alice.address, id: 'I7' },
    injected: { email: alice.address, name: 'A\r\nBcc: x@x.test' },
    manyBcc: { email: alice.address, bcc: Array.from({ length: 101 }, () => ({ email: 'x@x.test' })) },
    long: { email: alice.address, textSignature: 'x'.repeat(64 * 1024 + 1) },
  };
  const set = await web.one<SetAnswer>(alice, 'Identity/set', { create });
  assert.deepEqual(Object.keys(set.created ?? {}), ['alias', 'tag']);
  // RFC 8620 5.3: the response has the properties that the client left out.
  const { id: _id, ...told } = set.created?.alias ?? {};
  assert.deepEqual(told, { mayDelete: true, replyTo: null, bcc: null, textSignature: '', htmlSignature: '' });
  const id = set.created?.alias?.id as string;
  const addresses = [{ name: 'Ärchive', email: 'archive@x.test' }];
  const whole = { replyTo: addresses, bcc: addresses, textSignature: 'Grüße\n', htmlSignature: '<b>Grüße</b>' };
  const changed = await web.one<SetAnswer>(alice, 'Identity/set', { update: { [id]: whole } });
  assert.deepEqual(changed.updated, { [id]: null });
  const read = await web.one<Get>(alice, 'Identity/get', { ids: [id] });
  assert.deepEqual(read.list, [{ id, ...create.alias, ...whole, mayDelete: true }]);
  const reset = { replyTo: null, bcc: [], textSignature: null };
  await web.one<SetAnswer>(alice, 'Identity/set', { update: { [id]: reset } });
  const [after] = (await web.one<Get>(alice, 'Identity/get', { ids: [id] })).list;
  assert.deepEqual([after?.replyTo, after?.bcc, after?.textSignature], [null, [], '']);
  const destroyed = await web.one<SetAnswer>(alice, 'Identity/set', { destroy: [id] });
  assert.deepEqual(destroyed.destroyed, [id]);
  const types = Object.entries(set.notCreated ?? {}).map(([name, { type }]) => [name, type]);
  assert.deepEqual(Object.fromEntries(types), {
    theirs: 'forbiddenFrom',
    elsewhere: 'forbiddenFrom',
    none: 'invalidProperties',
    wrong: 'invalidProperties',
    unknown: 'invalidProperties',
    injected: 'invalidProperties',
    manyBcc: 'invalidProperties',
    long: 'invalidProperties',
  });
});

test('Identity/changes reports all changes', async () => {
  const alice = await web.account();
  const { state } = await web.one<Get>(alice, 'Identity/get');
  const made = await web.one<SetAnswer>(alice, 'Identity/set', {
    create: { a: { email: alice.address }, b: { email: alice.address } },
  });
  const [a, b] = [made.created?.a?.id as string, made.created?.b?.id as string];
  const first = await web.one<JsonObject>(alice, 'Identity/changes', { sinceState: state, maxChanges: 1 });
  assert.deepEqual([first.created, first.hasMoreChanges], [[a], true]);
  const rest = await web.one<JsonObject>(alice, 'Identity/changes', { sinceState: first.newState });
  assert.deepEqual([rest.created, rest.hasMoreChanges, rest.newState], [[b], false, made.newState]);
  await web.one(alice, 'Identity/set', { destroy: [a], update: { [b]: { name: 'B' }, I1: { name: 'A' } } });
  const last = await web.one<JsonObject>(alice, 'Identity/changes', { sinceState: made.newState });
  assert.deepEqual([last.created, last.updated, last.destroyed], [[], [b, 'I1'], [a]]);
  for (const sinceState of ['x', '99', '-1', '9'.repeat(40)]) {
    const [response] = await web.call(alice, ['Identity/changes', { sinceState }]);
    assert.equal(response?.[1].type, 'cannotCalculateChanges');
  }
});

test('identities of another account are not found', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const made = await web.one<SetAnswer>(bob, 'Identity/set', { create: { a: { email: bob.address } } });
  const id = made.created?.a?.id as string;
  const set = await web.one<SetAnswer>(alice, 'Identity/set', { update: { [id]: { name: 'x' } }, destroy: [id] });
  assert.equal(set.notUpdated?.[id]?.type, 'notFound');
  assert.equal(set.notDestroyed?.[id]?.type, 'notFound');
  const stale = await web.call(alice, ['Identity/set', { ifInState: '999' }]);
  assert.equal(stale[0]?.[1].type, 'stateMismatch');
});
