import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { findMailbox, listMailboxes, readPackedEntries } from '@postroom/mailbox';
import { Flag } from '@postroom/types';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const places = new Map(
  (await listMailboxes(web.store.pool, alice.number)).map(({ name, mailboxId }) => [name, `M${mailboxId}`]),
);
const [inbox, archive] = [places.get('INBOX') as string, places.get('Archive') as string];

interface Set {
  oldState: string;
  newState: string;
  updated: Record<string, null> | null;
  destroyed: string[] | null;
  notCreated: Record<string, JsonObject> | null;
  notUpdated: Record<string, JsonObject> | null;
  notDestroyed: Record<string, JsonObject> | null;
}

const set = (args: object) => web.one<Set>(alice, 'Email/set', args);
const put = async (options: object = {}) => (await web.append(alice, 'Subject: x\r\n\r\ny\r\n', options)).id;

async function got(id: string): Promise<JsonObject | undefined> {
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
    ids: [id],
    properties: ['keywords', 'mailboxIds'],
  });
  return list[0];
}

test('keywords and mailboxes change as a whole or by a patch, and IMAP sees the change', async () => {
  const id = await put({ keywords: ['Old'] });
  const answer = await set({
    update: { [id]: { 'keywords/$seen': true, 'keywords/old': null, 'keywords/New': true } },
  });
  assert.deepEqual([answer.updated, answer.notUpdated], [{ [id]: null }, null]);
  assert.notEqual(answer.oldState, answer.newState);
  assert.deepEqual((await got(id))?.keywords, { $seen: true, new: true });
  const box = await findMailbox(web.store.pool, alice.number, 'INBOX');
  const [entry] = (
    await Array.fromAsync(readPackedEntries(web.store.pool, box, Uint32Array.of(box.uidNext - 1), {}))
  ).flat();
  assert.deepEqual([entry?.flags, entry?.keywords], [Flag.Seen, ['new']]);
  await set({ update: { [id]: { keywords: { $flagged: true }, mailboxIds: { [archive]: true } } } });
  assert.deepEqual(await got(id), { id, keywords: { $flagged: true }, mailboxIds: { [archive]: true } });
  await set({ update: { [id]: { [`mailboxIds/${inbox}`]: true } } });
  assert.deepEqual((await got(id))?.mailboxIds, { [archive]: true, [inbox]: true });
});

test('an email is destroyed only in the expected state', async () => {
  const id = await put();
  const refused = await web.call(alice, ['Email/set', { ifInState: 'other', destroy: [id] }]);
  assert.equal(refused[0]?.[1].type, 'stateMismatch');
  const answer = await set({ destroy: [id, 'E999999', 'M1'] });
  assert.deepEqual(answer.destroyed, [id]);
  assert.deepEqual(
    Object.values(answer.notDestroyed ?? {}).map(({ type }) => type),
    ['notFound', 'notFound'],
  );
  assert.equal(await got(id), undefined);
});

test('each invalid update gets an error with the reason', async () => {
  const id = await put();
  const other = await put();
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, true]));
  const cases: [object, string, string[]?][] = [
    [{ subject: 'new' }, 'invalidProperties', ['subject']],
    [{ mailboxIds: {} }, 'invalidProperties', ['mailboxIds']],
    [{ mailboxIds: { M999999: true } }, 'invalidProperties', ['mailboxIds']],
    [{ mailboxIds: { nonsense: true } }, 'invalidProperties', ['mailboxIds']],
    [{ 'keywords/a b': true }, 'invalidProperties', ['keywords']],
    [{ 'keywords/$seen': false }, 'invalidPatch'],
    [{ 'keywords/$seen/deeper': true }, 'invalidPatch'],
    [{ keywords: { a: true }, 'keywords/b': true }, 'invalidPatch'],
    [{ keywords: { a: false } }, 'invalidProperties', ['keywords']],
    [{ mailboxIds: ['M1'] }, 'invalidProperties', ['mailboxIds']],
    [{ keywords: many }, 'tooManyKeywords'],
  ];
  for (const [patch, type, properties] of cases) {
    const { notUpdated, updated } = await set({ update: { [id]: patch, [other]: { 'keywords/ok': true } } });
    assert.equal(notUpdated?.[id]?.type, type, JSON.stringify(patch));
    if (properties) assert.deepEqual(notUpdated?.[id]?.properties, properties);
    assert.deepEqual(updated, { [other]: null }, 'the other is changed');
  }
  const both = await set({ update: { [id]: { 'keywords/a': true } }, destroy: [id] });
  assert.equal(both.notUpdated?.[id]?.type, 'willDestroy');
  assert.deepEqual(both.destroyed, [id]);
});

test('the number of changes per call is limited', async () => {
  const destroy = Array.from({ length: 501 }, (_, n) => `E${n + 1}`);
  const [refused] = await web.call(alice, ['Email/set', { destroy }]);
  assert.equal(refused?.[1].type, 'requestTooLarge');
});

test('an email is put into at most the announced number of mailboxes, and gets as many keywords as one may have', async () => {
  const mailboxIds = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`M${n + 1}`, true]));
  const keywords = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, true]));
  const { notCreated } = await set({
    create: { mailboxes: { mailboxIds }, keywords: { mailboxIds: { M1: true }, keywords } },
  });
  assert.deepEqual([notCreated?.mailboxes?.type, notCreated?.keywords?.type], ['tooManyMailboxes', 'tooManyKeywords']);
  const create = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`m${n}`, { name: `Box ${n}` }]));
  const made = await web.one<{ created: Record<string, { id: string }> }>(alice, 'Mailbox/set', { create });
  const boxes = Object.values(made.created).map(({ id: mailbox }) => mailbox);
  const into = (some: string[]) => Object.fromEntries(some.map((mailbox) => [`mailboxIds/${mailbox}`, true]));
  const id = await put();
  assert.deepEqual((await set({ update: { [id]: into(boxes.slice(0, 60)) } })).updated, { [id]: null });
  assert.equal((await set({ update: { [id]: into(boxes) } })).notUpdated?.[id]?.type, 'tooManyMailboxes');
  assert.deepEqual((await set({ update: { [id]: into(boxes.slice(0, 99)) } })).updated, { [id]: null });
});
