import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { startWeb, type TestAccount } from '../testing.ts';

// RFC 8620 1.8: properties that an extension adds to standard objects exist only for requests that use it.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const STANDARD = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
const REDIRECT = 'urn:postroom:jmap:redirect';
const PRINCIPALS = 'urn:ietf:params:jmap:principals';

interface Answer {
  readonly list: readonly JsonObject[];
  readonly created: Record<string, JsonObject>;
  readonly notCreated: Record<string, JsonObject>;
  readonly type: string;
}

async function ask(
  account: TestAccount,
  more: string[],
  method: string,
  args: object,
  standard: readonly string[] = STANDARD,
): Promise<Answer> {
  const body = JSON.stringify({
    using: [...standard, ...more],
    methodCalls: [[method, { accountId: account.id, ...args }, 'c']],
  });
  const headers = { 'content-type': 'application/json' };
  const response = await web.fetch('/jmap/api', account, { method: 'POST', headers, body });
  return ((await response.json()) as { methodResponses: [[string, Answer]] }).methodResponses[0][1];
}

test('a client that does not declare the redirect capability neither sees nor uses it', async () => {
  const alice = await web.account();
  const { id: emailId } = await web.append(alice, `From: ${alice.address}\r\nTo: bob@far.test\r\n\r\nhello\r\n`);
  const submission = { identityId: 'I1', emailId };
  const create = { s: { ...submission, resentTo: [{ email: 'bob@far.test' }] } };
  const refused = await ask(alice, [], 'EmailSubmission/set', { create });
  assert.deepEqual([refused.notCreated.s?.type, refused.notCreated.s?.properties], ['invalidProperties', ['resentTo']]);
  const sent = await ask(alice, [], 'EmailSubmission/set', { create: { s: submission } });
  assert.ok(sent.created.s?.id);
  assert.ok(!('resentTo' in sent.created.s));
  const ids = [(await ask(alice, [REDIRECT], 'EmailSubmission/set', { create })).created.s?.id];
  const plain = await ask(alice, [], 'EmailSubmission/get', { ids });
  assert.equal(plain.list[0]?.emailId, emailId);
  assert.ok(!('resentTo' in plain.list[0]));
  const properties = ['resentTo'];
  assert.equal((await ask(alice, [], 'EmailSubmission/get', { ids, properties })).type, 'invalidArguments');
  assert.ok((await ask(alice, [REDIRECT], 'EmailSubmission/get', { ids })).list[0]?.resentTo);
});

test('a quota is returned only to clients that declare the capability of what it limits (RFC 9425 4.1)', async () => {
  const alice = await web.account();
  await setQuota(web.store.pool, alice.address, 1_000);
  const QUOTA = 'urn:ietf:params:jmap:quota';
  const told = async (using: string[]) => (await ask(alice, [QUOTA], 'Quota/get', {}, using)).list.length;
  assert.deepEqual([await told(STANDARD), await told([STANDARD[0] as string])], [1, 0]);
});

test('Blob/lookup knows only types of which the request uses the capability (RFC 9404 4.3)', async () => {
  const alice = await web.account();
  const { id } = await web.append(alice, 'Subject: x\r\n\r\n');
  const args = { typeNames: ['Email'], ids: [`B${id.slice(1)}`] };
  const look = (using: string[]) => ask(alice, ['urn:ietf:params:jmap:blob'], 'Blob/lookup', args, using);
  assert.equal((await look(STANDARD)).list.length, 1);
  assert.equal((await look([STANDARD[0] as string])).type, 'unknownDataType');
});

test('shareWith is returned by default only to clients that declare the sharing capability', async () => {
  const alice = await web.account();
  const told = async (more: string[], args = {}): Promise<boolean> =>
    'shareWith' in ((await ask(alice, more, 'Mailbox/get', args)).list[0] ?? {});
  assert.deepEqual(
    [await told([]), await told([PRINCIPALS]), await told([], { properties: ['shareWith'] })],
    [false, true, true],
  );
});
