import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import { Flag } from '@postroom/types';
import { startWeb, type TestAccount } from '../testing.ts';

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

test('a mailbox comes down as one file, and goes up again with its dates and marks', async () => {
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
  assert.deepEqual((await imported(bob, archive, file)).at(-1), { imported: 2, tooLarge: 0, done: true });
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

test('what cannot be filed is told, and what was filed before stays', async () => {
  const alice = await web.account();
  const { mailboxId } = await web.append(alice, 'Subject: x\r\n\r\n');
  const separator = 'From a@x.test Fri Jan  2 03:04:05 2026\n';
  const large = `${separator}Subject: large\n\n${'x'.repeat(2_100_000)}\n\n`;
  const small = `${separator}Subject: small\n\nx\n\n`;
  assert.deepEqual((await imported(alice, mailboxId, small + large + small)).at(-1), {
    imported: 2,
    tooLarge: 1,
    done: true,
  });
  await setQuota(web.store.pool, alice.address, 1_000);
  const medium = `${separator}Subject: medium\n\n${'x'.repeat(2_000)}\n\n`;
  const [last] = (await imported(alice, mailboxId, small + medium + small)).slice(-1);
  assert.deepEqual([last?.imported, (last?.error as { type: string } | undefined)?.type], [1, 'over-quota']);
  assert.deepEqual((await imported(alice, mailboxId, '')).at(-1), { imported: 0, tooLarge: 0, done: true });
});

test("another's mailbox is none, and nobody reads without a login", async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const { mailboxId } = await web.append(alice, 'Subject: secret\r\n\r\n');
  const { mailboxId: own } = await web.append(bob, 'Subject: mine\r\n\r\n');
  assert.equal(own, mailboxId, 'ids are those of an account');
  assert.doesNotMatch(await (await exported(bob, mailboxId)).text(), /secret/);
  for (const id of ['M999', 'x', '1', '..']) {
    assert.equal((await exported(bob, id)).status, 404);
    assert.equal((await web.fetch(`/account/mailboxes/${id}/import`, bob, { method: 'POST', body: 'x' })).status, 404);
  }
  assert.equal((await web.fetch(`/account/mailboxes/${mailboxId}/export`)).status, 401);
  assert.equal(
    (await web.fetch(`/account/mailboxes/${mailboxId}/import`, undefined, { method: 'POST', body: 'x' })).status,
    401,
  );
});
