import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../testing.ts';

// RFC 8620 5.3: "to allow clients to pass whole objects back, it is not an error to include a server-set property in an update as long as
// the value is identical to the current value".

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

test("an update may repeat an email's body as it was read, in whole or in part, but not change it", async () => {
  const alice = await web.account();
  const parts = ['text/plain', 'text/html'].map((type) => `--b\r\nContent-Type: ${type}\r\n\r\n${type} says hello\r\n`);
  const type = 'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b';
  const { id } = await web.append(alice, `Subject: hello\r\n${type}\r\n\r\n${parts.join('')}--b--\r\n`);
  const read = async (args: object) =>
    (await web.one<{ list: JsonObject[] }>(alice, 'Email/get', { ids: [id], ...args })).list[0] as JsonObject;
  const set = async (object: JsonObject) =>
    (
      await web.one<{ notUpdated: Record<string, JsonObject> | null }>(alice, 'Email/set', {
        update: { [id]: { ...object, 'keywords/seen': true } },
      })
    ).notUpdated?.[id]?.properties;
  const properties = ['id', 'subject', 'bodyValues', 'bodyStructure', 'textBody'];
  for (const args of [
    { properties, fetchAllBodyValues: true },
    { properties, fetchHTMLBodyValues: true, maxBodyValueBytes: 3 },
    { properties, bodyProperties: ['type', 'headers', 'header:Content-Type:asText'] },
  ]) {
    assert.equal(await set(await read(args)), undefined, JSON.stringify(args));
  }
  const value = { value: 'other', isTruncated: false, isEncodingProblem: false };
  assert.deepEqual(await set({ bodyValues: { 1: value } }), ['bodyValues']);
  assert.deepEqual(await set({ bodyValues: { 1: { ...value, isTruncated: true } } }), ['bodyValues']);
  assert.deepEqual(await set({ bodyValues: { 9: value } }), ['bodyValues']);
  assert.deepEqual(await set({ textBody: [{ type: 'text/html' }] }), ['textBody']);
});

test('an update may repeat a whole object with allowed changes, but not change fixed properties', async () => {
  const alice = await web.account();
  const raw = `From: ${alice.address}\r\nTo: Bob <bob@far.test>\r\nSubject: hello\r\n\r\nhello\r\n`;
  const { id, mailboxId } = await web.append(alice, raw, { keywords: ['work'] });
  await web.call(alice, ['EmailSubmission/set', { create: { s: { identityId: 'I1', emailId: id } } }]);
  const cases: [type: string, id: string, change: JsonObject, never: JsonObject][] = [
    ['Email', id, { keywords: { $seen: true } }, { size: 1 }],
    ['Mailbox', mailboxId, { sortOrder: 7 }, { totalEmails: 7 }],
    ['Identity', 'I1', { name: 'Alice' }, { email: 'mallory@postroom.test' }],
    ['VacationResponse', 'singleton', { subject: 'away' }, { id: 'other' }],
    ['EmailSubmission', 'S2', {}, { sendAt: '2020-01-01T00:00:00Z' }],
  ];
  for (const [type, id, change, never] of cases) {
    const now = async () =>
      (await web.one<{ list: JsonObject[] }>(alice, `${type}/get`, { ids: [id] })).list[0] as JsonObject;
    const set = (object: JsonObject) =>
      web.one<{ updated: object | null; notUpdated: Record<string, JsonObject> | null }>(alice, `${type}/set`, {
        update: { [id]: object },
      });
    const whole = await now();
    assert.equal(whole.id, id);
    assert.equal((await set(whole)).notUpdated, null, type);
    assert.deepEqual(await now(), whole);
    assert.equal((await set({ ...whole, ...change })).notUpdated, null, type);
    const changed = { ...whole, ...change };
    assert.deepEqual(await now(), changed);
    const refused = (await set({ ...changed, ...never })).notUpdated?.[id];
    assert.deepEqual([refused?.type, refused?.properties], ['invalidProperties', Object.keys(never)]);
    assert.deepEqual(await now(), changed);
  }
});

test('a path into a property that is no object, an array, or not there is an invalid patch', async () => {
  const alice = await web.account();
  const raw = `From: ${alice.address}\r\nTo: bob@far.test\r\nSubject: hello\r\n\r\nhello\r\n`;
  const { id, mailboxId } = await web.append(alice, raw);
  await web.call(alice, ['EmailSubmission/set', { create: { s: { identityId: 'I1', emailId: id } } }]);
  const cases: [type: string, id: string, path: string, error: string][] = [
    ['Email', id, 'subject/x', 'invalidPatch'],
    ['Email', id, 'from/0/email', 'invalidPatch'],
    ['Email', id, 'colour/x', 'invalidPatch'],
    ['Email', id, 'colour', 'invalidProperties'],
    ['Email', id, 'bodyStructure/partId', 'invalidProperties'],
    ['Mailbox', mailboxId, 'colour/x', 'invalidPatch'],
    ['Mailbox', mailboxId, 'totalEmails/x', 'invalidPatch'],
    ['Mailbox', mailboxId, 'myRights/mayRename', 'invalidProperties'],
    ['Mailbox', mailboxId, 'shareWith/P1/mayReadItems', 'invalidPatch'],
    ['Identity', 'I1', 'colour/x', 'invalidPatch'],
    ['VacationResponse', 'singleton', 'subject/x', 'invalidPatch'],
    ['EmailSubmission', 'S2', 'undoStatus/x', 'invalidPatch'],
    ['EmailSubmission', 'S2', 'colour/x', 'invalidPatch'],
    ['EmailSubmission', 'S2', 'envelope/rcptTo/0', 'invalidPatch'],
    ['EmailSubmission', 'S2', 'envelope/mailFrom/email', 'invalidProperties'],
    ['Email', 'E999', 'subject/x', 'notFound'],
  ];
  for (const [type, id, path, error] of cases) {
    const { notUpdated } = await web.one<{ notUpdated: Record<string, JsonObject> | null }>(alice, `${type}/set`, {
      update: { [id]: { [path]: true } },
    });
    assert.equal(notUpdated?.[id]?.type, error, `${type} ${path}`);
  }
});

test('an update of what is not there is notFound, whatever the patch says', async () => {
  const alice = await web.account();
  const missing: [type: string, id: string, patches: JsonObject[]][] = [
    ['Email', 'E999', [{ keywords: 7 }, { 'keywords/x': 7 }, { subject: 'x' }, { '~2': 1 }, {}]],
    ['Mailbox', 'M999', [{ name: 7 }, { role: 'x' }, { 'role/x': 1 }, { totalEmails: 1 }, { shareWith: 7 }, {}]],
    ['Identity', 'I999', [{ name: 7 }, { email: 7 }, { 'name/x': 1 }, {}]],
    ['VacationResponse', 'other', [{ isEnabled: 7 }, { id: 'x' }, {}]],
    ['EmailSubmission', 'S999', [{ undoStatus: 7 }, { sendAt: 7 }, {}]],
    ['PushSubscription', 'P999', [{ types: 7 }, { url: 7 }, { 'types/0': 7 }, {}]],
  ];
  for (const [type, id, patches] of missing) {
    for (const patch of patches) {
      const account = type === 'PushSubscription' ? { accountId: undefined } : {};
      const update = { [id]: patch };
      const [response] = await web.call(alice, [`${type}/set`, { update, ...account }]);
      const notUpdated = response?.[1].notUpdated as Record<string, JsonObject> | undefined;
      assert.equal(notUpdated?.[id]?.type, 'notFound', `${type} ${JSON.stringify(patch)}`);
    }
  }
});
