import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import { Flag } from '@postroom/types';
import { PASSWORD, startWeb, type TestAccount } from '../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const exported = async (account: TestAccount, mailbox: string) =>
  web.fetch(`/account/mailboxes/${mailbox}/export`, account);
async function imported(account: TestAccount, mailbox: string, body: string): Promise<Record<string, unknown>[]> {
  const answer = await web.fetch(`/account/mailboxes/${mailbox}/import`, account, { method: 'POST', body });
  assert.equal(answer.status, 200);
  return (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function emails(account: TestAccount): Promise<{ subject: string; keywords: object }[]> {
  const { ids } = await web.one<{ ids: string[] }>(account, 'Email/query');
  return (await web.one<{ list: { subject: string; keywords: object }[] }>(account, 'Email/get', { ids })).list;
}

test('a mailbox is exported as one file, and imported with its dates and flags', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const internalDate = new Date('2026-01-02T03:04:05Z');
  const texts = [
    'Subject: =?utf-8?q?=E7=88=B1?=\r\nFrom: a@x.test\r\n\r\nFrom the heart\r\n',
    'Subject: two\r\n\r\n>From\r\n\r\n',
  ];
  const { mailboxId } = await web.append(alice, texts[0] as string, { internalDate, flags: Flag.Seen | Flag.Flagged });
  await web.append(alice, texts[1] as string, { internalDate: new Date('2026-01-03T00:00:00Z') });
  const answer = await exported(alice, mailboxId);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="INBOX.mbox"');
  const file = await answer.text();
  assert.match(file, /^From a@x\.test Fri Jan {2}2 03:04:05 2026\nStatus: RO\nX-Status: F\nSubject: /);
  const { list } = await web.one<{ list: { id: string; role: string }[] }>(bob, 'Mailbox/get');
  const archive = list.find(({ role }) => role === 'archive')?.id ?? '';
  assert.deepEqual((await imported(bob, archive, file)).at(-1), { imported: 2, tooLarge: 0, notMail: 0, done: true });
  const { ids } = await web.one<{ ids: string[] }>(bob, 'Email/query', {
    filter: { inMailbox: archive },
    sort: [{ property: 'receivedAt' }],
  });
  const emails = (
    await web.one<{ list: { keywords: object; receivedAt: string; blobId: string }[] }>(bob, 'Email/get', { ids })
  ).list;
  assert.deepEqual(
    emails.map(({ keywords, receivedAt }) => [Object.keys(keywords).sort(), receivedAt]),
    [
      [['$flagged', '$seen'], '2026-01-02T03:04:05Z'],
      [[], '2026-01-03T00:00:00Z'],
    ],
  );
  for (const [at, { blobId }] of emails.entries()) {
    const raw = await web.fetch(`/jmap/download/${bob.id}/${blobId}/x.eml`, bob);
    assert.equal(await raw.text(), texts[at]);
  }
});

test('the export of everything has each message once, even if it is in several mailboxes', async () => {
  const alice = await web.account();
  const { id } = await web.append(alice, 'From: a@x.test\r\nSubject: both\r\n\r\n');
  await web.append(alice, 'From: a@x.test\r\nSubject: thrown away\r\n\r\n', { mailbox: 'Trash' });
  const { list } = await web.one<{ list: { id: string; role: string }[] }>(alice, 'Mailbox/get');
  const archive = list.find(({ role }) => role === 'archive')?.id ?? '';
  await web.one(alice, 'Email/set', { update: { [id]: { [`mailboxIds/${archive}`]: true } } });
  const answer = await web.fetch('/account/export', alice);
  assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${alice.address}.mbox"`);
  assert.deepEqual((await answer.text()).match(/^Subject: .*$/gm), ['Subject: both', 'Subject: thrown away']);
  assert.equal((await web.fetch('/account/export')).status, 401);
});

test('messages that cannot be imported are reported, and those before them stay', async () => {
  const alice = await web.account();
  const { mailboxId } = await web.append(alice, 'Subject: x\r\n\r\n');
  const separator = 'From a@x.test Fri Jan  2 03:04:05 2026\n';
  const large = `${separator}Subject: large\n\n${'x'.repeat(2_100_000)}\n\n`;
  const small = `${separator}Subject: small\n\nx\n\n`;
  assert.deepEqual((await imported(alice, mailboxId, small + large + small)).at(-1), {
    imported: 2,
    tooLarge: 1,
    notMail: 0,
    done: true,
  });
  await setQuota(web.store.pool, alice.address, 1_000);
  const medium = `${separator}Subject: medium\n\n${'x'.repeat(2_000)}\n\n`;
  const [last] = (await imported(alice, mailboxId, small + medium + small)).slice(-1);
  assert.deepEqual([last?.imported, (last?.error as { type: string } | undefined)?.type], [1, 'over-quota']);
  assert.deepEqual((await imported(alice, mailboxId, '')).at(-1), { imported: 0, tooLarge: 0, notMail: 0, done: true });
});

test("another account's mailbox is not found, and nothing is exported without a login", async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const { mailboxId } = await web.append(alice, 'Subject: secret\r\n\r\n');
  const { mailboxId: own } = await web.append(bob, 'Subject: mine\r\n\r\n');
  assert.equal(own, mailboxId, 'ids are those of an account');
  assert.doesNotMatch(await (await exported(bob, mailboxId)).text(), /secret/);
  for (const id of ['M999', 'x', '1', '...']) {
    assert.equal((await exported(bob, id)).status, 404);
    assert.equal((await web.fetch(`/account/mailboxes/${id}/import`, bob, { method: 'POST', body: 'x' })).status, 404);
  }
  assert.equal((await web.fetch(`/account/mailboxes/${mailboxId}/export`)).status, 401);
  assert.equal(
    (await web.fetch(`/account/mailboxes/${mailboxId}/import`, undefined, { method: 'POST', body: 'x' })).status,
    401,
  );
});

test('flags of other mail programs are imported, and messages they had deleted are skipped', async () => {
  const alice = await web.account();
  const { mailboxId } = await web.append(alice, 'Subject: x\r\n\r\n');
  const separator = 'From - Fri Jan  2 03:04:05 2026\n';
  const file = [
    `${separator}X-Mozilla-Status: 0001\nSubject: Thunderbird\n\nx\n\n`,
    `${separator}X-Mozilla-Status: 0009\nSubject: deleted there\n\nx\n\n`,
    `${separator}Subject: mutt\nStatus: RO\nX-Status: A\n\nx\n\n`,
  ].join('');
  assert.deepEqual((await imported(alice, mailboxId, file)).at(-1), {
    imported: 2,
    tooLarge: 0,
    notMail: 0,
    done: true,
  });
  const found = (await emails(alice)).map(({ subject, keywords }) => [subject, Object.keys(keywords).sort()]);
  assert.deepEqual(Object.fromEntries(found), { x: [], Thunderbird: ['$seen'], mutt: ['$answered', '$seen'] });
});

test('an interrupted import keeps the complete messages and no partial one', async () => {
  const alice = await web.account();
  const { mailboxId } = await web.append(alice, 'Subject: x\r\n\r\n');
  const separator = 'From a@x.test Fri Jan  2 03:04:05 2026\n';
  const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
  const head = [
    `POST /account/mailboxes/${mailboxId}/import HTTP/1.1`,
    'Host: x',
    `Authorization: Basic ${btoa(`${alice.address}:${PASSWORD}`)}`,
    'Content-Length: 1000000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${separator}Subject: whole\n\nx\n\n${separator}Subject: half\n\nhalf`);
  const subjects = async () => (await emails(alice)).map(({ subject }) => subject).sort();
  while ((await subjects()).length < 2);
  socket.destroy();
  // Two imports at once are allowed only when the broken one has ended.
  const path = `/account/mailboxes/${mailboxId}/import`;
  const both = () => Promise.all([0, 1].map(() => web.fetch(path, alice, { method: 'POST', body: '' })));
  for (let isOver = false; !isOver; ) isOver = (await both()).every(({ ok }) => ok);
  assert.deepEqual(await subjects(), ['whole', 'x']);
});

test('a single message file is imported with its own date, and other files are refused', async () => {
  const alice = await web.account();
  const { list } = await web.one<{ list: { id: string }[] }>(alice, 'Mailbox/get');
  const mailbox = list[0]?.id ?? '';
  const date = 'Date: Thu, 2 Jan 2020 03:04:05 +0100\r\n';
  const received = 'Received: from x by y; Fri, 3 Jan 2020 00:00:00 +0000\r\n';
  for (const fields of [date, received + date])
    assert.equal((await imported(alice, mailbox, `${fields}Subject: x\r\n\r\nx\r\n`)).at(-1)?.imported, 1);
  for (const other of ['\x89PNG\r\n\x1a\n\0\0', 'just some text\nand more\n', 'PK\x03\x04aaaa']) {
    const last = (await imported(alice, mailbox, other)).at(-1);
    assert.deepEqual(last, { imported: 0, tooLarge: 0, notMail: 1, done: true }, other);
  }
  const { ids } = await web.one<{ ids: string[] }>(alice, 'Email/query', {});
  const got = await web.one<{ list: { receivedAt: string }[] }>(alice, 'Email/get', {
    ids,
    properties: ['receivedAt'],
  });
  assert.deepEqual(got.list.map(({ receivedAt }) => receivedAt).sort(), [
    '2020-01-02T02:04:05Z',
    '2020-01-03T00:00:00Z',
  ]);
});
