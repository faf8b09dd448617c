import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import type { TestAccount } from '../../testing.ts';
import { letter, openSharingFixture } from './testing.ts';

const each = await openSharingFixture();
const all = await openSharingFixture({ SHARED_SEEN: 'all' });
after(() => Promise.all([each, all].map(({ web }) => web[Symbol.asyncDispose]())));

const RIGHTS = ['mayReadItems', 'maySetSeen', 'maySetKeywords', 'mayAddItems'];

/** Files two mails in a mailbox shared with two people; returns functions for what each of them sees. */
async function fixture({ web, pair, share, on } = each) {
  const { owner, other, team } = await pair();
  const third = await web.account();
  for (const reader of [other, third]) await share(owner, team, reader, ...RIGHTS);
  const [one, two] = [
    await web.append(owner, letter('One'), { mailbox: 'Team' }),
    await web.append(owner, letter('Two'), { mailbox: 'Team' }),
  ].map(({ id }) => id) as [string, string];
  const unread = async (who: TestAccount) => {
    const { list } = await on<{ list: JsonObject[] }>(who, owner, 'Mailbox/get', {
      ids: [team],
      properties: ['unreadEmails', 'unreadThreads'],
    });
    return [list[0]?.unreadEmails, list[0]?.unreadThreads];
  };
  const unseen = async (who: TestAccount) =>
    (await on<{ ids: string[] }>(who, owner, 'Email/query', { filter: { inMailbox: team, notKeyword: '$seen' } })).ids;
  const keywords = async (who: TestAccount, id: string) =>
    (await on<{ list: JsonObject[] }>(who, owner, 'Email/get', { ids: [id], properties: ['keywords'] })).list[0]
      ?.keywords;
  const set = (who: TestAccount, id: string, patch: object) => on(who, owner, 'Email/set', { update: { [id]: patch } });
  return { owner, other, third, team, one, two, unread, unseen, keywords, set };
}

test('$seen, counts and searches are separate for each reader', async () => {
  const { owner, other, third, one, two, unread, unseen, keywords, set } = await fixture();
  await set(other, one, { 'keywords/$seen': true, 'keywords/$flagged': true });
  assert.deepEqual(await keywords(other, one), { $seen: true, $flagged: true });
  for (const who of [owner, third]) {
    assert.deepEqual(await keywords(who, one), { $flagged: true }, 'other keywords are for all');
    assert.deepEqual(await unread(who), [2, 2]);
    assert.deepEqual((await unseen(who)).sort(), [one, two].sort());
  }
  assert.deepEqual(await unread(other), [1, 1]);
  assert.deepEqual(await unseen(other), [two]);
  await set(owner, two, { keywords: { $seen: true } });
  assert.deepEqual(await unread(other), [1, 1]);
  assert.deepEqual(await unseen(other), [two], 'what its owner has seen');
  assert.deepEqual(await unread(owner), [1, 1]);
  await set(other, one, { 'keywords/$seen': null });
  assert.deepEqual(await unread(other), [2, 2]);
  assert.deepEqual(await keywords(owner, two), { $seen: true });
});

test('Email/changes reports what the reader has seen elsewhere', async () => {
  const { owner, other, one, set, team } = await fixture();
  const { state } = await each.on<{ state: string }>(other, owner, 'Email/get', { ids: [] });
  await set(other, one, { 'keywords/$seen': true });
  const { updated } = await each.on<{ updated: string[] }>(other, owner, 'Email/changes', { sinceState: state });
  assert.deepEqual(updated, [one]);
  const mailboxes = await each.on<{ updated: string[] }>(other, owner, 'Mailbox/changes', { sinceState: state });
  assert.deepEqual(mailboxes.updated, [team]);
});

test('an email that a reader adds with $seen is seen for that reader only', async () => {
  const { owner, other, team, unread } = await fixture();
  const { created } = await each.on<{ created: { e: { id: string } } }>(other, owner, 'Email/set', {
    create: { e: { mailboxIds: { [team]: true }, keywords: { $seen: true }, subject: 'Three' } },
  });
  assert.ok(created.e.id);
  assert.deepEqual(await unread(other), [2, 2]);
  assert.deepEqual(await unread(owner), [3, 3]);
});

test('with one $seen for all, an email read by one is read for all', async () => {
  const { owner, other, one, unread, set } = await fixture(all);
  await set(other, one, { 'keywords/$seen': true });
  assert.deepEqual(await unread(owner), [1, 1]);
});
