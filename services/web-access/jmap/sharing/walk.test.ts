import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { methods } from '../methods.ts';
import { foreignArguments } from '../testing.ts';
import { openSharingFixture } from './testing.ts';

const { web, mailbox, share, on } = await openSharingFixture();
after(() => web[Symbol.asyncDispose]());

const [owner, other, stranger] = [await web.account(), await web.account(), await web.account()];
const team = await mailbox(owner, 'Team');
await share(owner, team, other, 'mayReadItems');
const secret = await web.append(owner, 'Subject: secret\r\n\r\nhidden words\r\n', { keywords: ['private'] });
const shown = await web.append(owner, 'Subject: shown\r\n\r\nhidden words\r\n', { mailbox: 'Team' });

const names = methods.map(({ name }) => name).filter((name) => !/^(?:Core|PushSubscription)\//.test(name));
const isMail = (name: string): boolean =>
  /^(?:Mailbox|Thread|Email|SearchSnippet|Blob)\//.test(name) || name === 'MDN/parse';
const of = ({ id, mailboxId }: { id: string; mailboxId: string }) =>
  foreignArguments({ owner, id, mailboxId, copierId: other.id });
const [toSecret, toShown] = [of(secret), of(shown)];

/** Returns what a /set reports as done. */
function done({ created, updated, destroyed }: JsonObject): unknown[] {
  return [created ?? null, updated ?? null, destroyed ?? null];
}

const NOTHING = [null, null, null];

test('every mail method works in a sharing account, and all other methods refuse it', async () => {
  for (const name of names) {
    const args = toShown[name]?.[0] ?? {};
    assert.equal((await on(stranger, owner, name, args)).type, 'accountNotFound', `${name} by a stranger`);
    const { type } = await on(other, owner, name, args);
    if (isMail(name)) assert.notEqual(type, 'accountNotFound', name);
    else assert.equal(type, 'accountNotSupportedByMethod', name);
  }
});

test('ids of what is not shared are not found, at every place of every method', async () => {
  for (const name of names.filter(isMail)) {
    for (const args of toSecret[name] ?? []) {
      const answer = await on(other, owner, name, args);
      const says = `${name} ${JSON.stringify(args)}`;
      assert.doesNotMatch(JSON.stringify(answer), /secret|private|hidden words/, says);
      if (/\/(?:set|import|copy|upload)$/.test(name)) assert.deepEqual(done(answer), NOTHING, says);
      if (/\/(?:get|lookup)$/.test(name)) assert.deepEqual(answer.list, [], says);
      if (name === 'Email/query') assert.ok(!(answer.ids as string[] | undefined)?.includes(secret.id), says);
      if (name === 'Email/parse') assert.deepEqual(answer.parsed, null);
    }
  }
});

test('what is shared read-only can be read, and no method changes it', async () => {
  const read = new Set<string>();
  for (const name of names.filter(isMail)) {
    for (const args of toShown[name] ?? []) {
      const answer = await on(other, owner, name, args);
      const says = `${name} ${JSON.stringify(args)}`;
      if (/\/(?:set|import)$/.test(name)) assert.deepEqual(done(answer), NOTHING, says);
      if ((answer.list as unknown[] | undefined)?.length === 1) read.add(name);
    }
  }
  assert.deepEqual([...read].sort(), [
    'Blob/get',
    'Blob/lookup',
    'Email/get',
    'Mailbox/get',
    'SearchSnippet/get',
    'Thread/get',
  ]);
  const { list } = await web.one<{ list: object[] }>(owner, 'Email/get', {
    ids: [secret.id, shown.id],
    properties: ['keywords', 'mailboxIds'],
  });
  assert.deepEqual(list, [
    { id: secret.id, keywords: { private: true }, mailboxIds: { [secret.mailboxId]: true } },
    { id: shown.id, keywords: {}, mailboxIds: { [team]: true } },
  ]);
});

test('downloads, uploads and event sources apply the same rights', async () => {
  const status = async (path: string, asker = other, init = {}) => (await web.fetch(path, asker, init)).status;
  const download = (id: string, part = '') => `/jmap/download/${owner.id}/B${id.slice(1)}${part}/x`;
  for (const part of ['', '_1']) {
    assert.equal(await status(download(shown.id, part)), 200);
    assert.equal(await status(download(shown.id, part), stranger), 404);
    assert.equal(await status(download(secret.id, part)), 404);
  }
  const upload = { method: 'POST', body: 'x' };
  assert.equal(await status(`/jmap/upload/${owner.id}`, stranger, upload), 404);
  const uploaded = await web.fetch(`/jmap/upload/${owner.id}`, other, upload);
  const { blobId, accountId } = (await uploaded.json()) as Record<string, string>;
  assert.equal(accountId, owner.id);
  // An upload belongs to the user who uploads, whichever account the URL names: the owner cannot see it, and it takes none of the owner's quota.
  assert.equal(await status(`/jmap/download/${owner.id}/${blobId}/x`), 200);
  assert.equal(await status(`/jmap/download/${owner.id}/${blobId}/x`, owner), 404);
  assert.equal(await status('/jmap/events?types=x&closeafter=no&ping=x'), 400);
});
