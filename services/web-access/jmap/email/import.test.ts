import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { listMailboxes } from '@postroom/mailbox';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const places = new Map(
  (await listMailboxes(web.store.pool, alice.number)).map(({ name, mailboxId }) => [name, `M${mailboxId}`]),
);
const drafts = places.get('Drafts') as string;

interface Imported {
  created: Record<string, JsonObject> | null;
  notCreated: Record<string, JsonObject> | null;
}

async function upload(message: string): Promise<string> {
  const response = await web.fetch(`/jmap/upload/${alice.id}`, alice, {
    method: 'POST',
    body: message,
    headers: { 'content-type': 'message/rfc822' },
  });
  return ((await response.json()) as { blobId: string }).blobId;
}

test('Email/import stores an upload unchanged, in two mailboxes at once', async () => {
  const raw = 'Subject: imported\r\nDate: Fri, 27 Nov 2026 10:00:00 +0000\r\n\r\nas it is\r\n';
  const blobId = await upload(raw);
  const both = { [drafts]: true, [places.get('Archive') as string]: true };
  const responses = await web.call(
    alice,
    [
      'Email/import',
      {
        emails: {
          i: { blobId, mailboxIds: both, keywords: { $seen: true }, receivedAt: '2020-01-01T00:00:00Z' },
          j: { blobId: 'U0', mailboxIds: both },
        },
      },
    ],
    ['Email/set', { update: { '#i': { 'keywords/later': true } } }],
  );
  const [, { created, notCreated }] = responses[0] as unknown as [string, Imported];
  assert.deepEqual([notCreated?.j?.type, notCreated?.j?.properties], ['invalidProperties', ['blobId']]);
  const id = created?.i?.id as string;
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Email/get', {
    ids: [id],
    properties: ['mailboxIds', 'keywords', 'subject', 'receivedAt', 'size'],
  });
  assert.deepEqual(list[0], {
    id,
    mailboxIds: both,
    keywords: { $seen: true, later: true },
    subject: 'imported',
    receivedAt: '2020-01-01T00:00:00Z',
    size: raw.length,
  });
  const back = await web.fetch(`/jmap/download/${alice.id}/${created?.i?.blobId}/x`, alice);
  assert.equal(await back.text(), raw);
});

test('an imported email gets the time of its last Received field or now, and invalid imports say what is missing', async () => {
  const mailboxIds = { [drafts]: true };
  const received = (when: string) => `Received: from a by b; ${when}\r\n`;
  const cases: [header: string, receivedAt: string | undefined, is: string | undefined][] = [
    [received('Mon, 15 Aug 2022 07:49:01 -0400'), undefined, '2022-08-15T11:49:01Z'],
    [received('no date') + received('Sat, 13 Aug 2022 12:01:10 -0200'), undefined, '2022-08-13T14:01:10Z'],
    [received('Mon, 15 Aug 2022 07:49:01 -0400'), '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['Date: Sat, 1 Jan 2022 01:00:00 +1100\r\n', undefined, undefined],
  ];
  const before = Date.now() - 1_000;
  for (const [header, receivedAt, is] of cases) {
    const blobId = await upload(`${header}Subject: imported\r\n\r\nbody\r\n`);
    const [, [, { list }]] = (await web.call(
      alice,
      ['Email/import', { emails: { i: { blobId, mailboxIds, receivedAt: receivedAt ?? null } } }],
      ['Email/get', { ids: ['#i'], properties: ['receivedAt'] }],
    )) as unknown as [unknown, [string, { list: { receivedAt: string }[] }]];
    if (is === undefined) assert.ok(Date.parse(list[0]?.receivedAt ?? '') >= before);
    else assert.equal(list[0]?.receivedAt, is);
  }
  const { notCreated } = await web.one<Imported>(alice, 'Email/import', { emails: { x: {} } });
  assert.deepEqual(notCreated?.x?.properties, ['blobId', 'mailboxIds']);
});

test('uploads that are not messages are not imported', async () => {
  for (const nothing of ['', 'some data', '\r\n\r\nbody']) {
    const blobId = await upload(nothing);
    const { created, notCreated } = await web.one<Imported>(alice, 'Email/import', {
      emails: { i: { blobId, mailboxIds: { [drafts]: true } } },
    });
    assert.deepEqual([created, notCreated?.i?.type], [null, 'invalidEmail'], nothing);
  }
});
