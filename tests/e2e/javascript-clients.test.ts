import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import Pop3Client from 'node-pop3';
import { createTransport } from 'nodemailer';
import { PASSWORD } from '../support/accounts.ts';
import { imapflow, nodemailer } from '../support/mail-programs.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// A day with Postroom for programs written with nodemailer, imapflow and node-pop3.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
const alice = 'alice@a.test';
const bob = 'bob@a.test';
await fixture.stage.account(alice);
const bobId = await fixture.stage.account(bob);

const hello = {
  from: { name: 'Älice', address: alice },
  to: bob,
  subject: 'Grüße 你好',
  text: 'Hello Bob,\n.\n..dots\nßüß',
  html: '<p>Hello <b>Bob</b></p>',
  attachments: [{ filename: 'schön.bin', content: Buffer.from(Uint8Array.from({ length: 256 }, (_, n) => n)) }],
};

test('a mail with text, HTML and an attachment is sent and read back', async () => {
  using transport = nodemailer(fixture, alice);
  await using client = await imapflow(fixture, bob);
  await client.mailboxOpen('INBOX');
  const arrived = once(client, 'exists');
  const idling = client.idle();
  await transport.sendMail(hello);
  await arrived;
  const message = await client.fetchOne('*', { envelope: true, bodyStructure: true, flags: true, uid: true });
  assert.ok(message);
  assert.ok(message.envelope);
  assert.equal(message.envelope.subject, 'Grüße 你好');
  assert.deepEqual(message.envelope.from, [{ name: 'Älice', address: alice }]);
  assert.deepEqual(
    [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent'),
    [],
  );
  const parts = await client.downloadMany('*', ['1.1', '1.2', '2']);
  assert.equal(parts['1.1']?.content?.toString(), hello.text.replaceAll('\n', '\r\n'));
  assert.equal(parts['1.2']?.content?.toString(), hello.html);
  assert.equal(parts['2']?.meta.filename, 'schön.bin');
  assert.deepEqual(parts['2']?.content, hello.attachments[0]?.content);
  await idling;
});

test('a program in IDLE is notified at once of mail that another process delivers', async () => {
  using transport = nodemailer(fixture, alice);
  await using client = await imapflow(fixture, bob);
  await client.mailboxOpen('INBOX');
  const idling = client.idle();
  for (const round of [1, 2, 3]) {
    const exists = once(client, 'exists');
    const from = performance.now();
    await transport.sendMail({ from: alice, to: bob, subject: `idle ${round}`, text: 'now' });
    const [{ count, prevCount }] = await exists;
    assert.equal(count, prevCount + 1);
    assert.ok(performance.now() - from < 2_000, 'a second is at once for people, not for a busy machine');
  }
  await client.noop();
  await idling;
});

test('flags can be set, searched and seen by another session', async () => {
  await using one = await imapflow(fixture, bob);
  await using two = await imapflow(fixture, bob);
  await one.mailboxOpen('INBOX');
  await two.mailboxOpen('INBOX');
  const told = once(two, 'flags');
  assert.ok(await one.messageFlagsAdd('1', ['\\Seen', '\\Flagged', '$Important']));
  void two.noop();
  const [{ flags }] = await told;
  for (const flag of ['\\Seen', '\\Flagged', '$Important']) assert.ok(flags.has(flag), flag);
  assert.deepEqual(await one.search({ keyword: '$Important', seen: true }), [1]);
  assert.deepEqual(await one.search({ seen: true, not: { flagged: true } }), []);
  assert.deepEqual(await one.search({ subject: 'grüße', header: { 'x-none': true } }), []);
  // Search ignores accents and case, and treats ß as ss.
  assert.deepEqual(await one.search({ subject: 'GRUSSE 你好' }), [1]);
  assert.deepEqual(await one.search({ subject: 'grüße 您' }), []);
  assert.deepEqual(await one.search({ subject: 'grüße 你' }), [1]);
  assert.ok(await one.messageFlagsRemove('1', ['\\Flagged']));
  assert.deepEqual(await one.search({ flagged: true }), []);
});

const count = (client: ImapFlow, path: string) =>
  client.status(path, { messages: true }).then((status) => (status ? status.messages : undefined));

test('folders can be created, nested, subscribed, listed, renamed and removed', async () => {
  await using client = await imapflow(fixture, bob);
  await client.mailboxCreate('Projekte/Größe & Maß/日本');
  await client.mailboxSubscribe('Projekte/Größe & Maß/日本');
  const paths = async () => (await client.list()).map(({ path }) => path);
  assert.ok((await paths()).includes('Projekte/Größe & Maß/日本'));
  assert.equal((await client.list()).find(({ path }) => path === 'Sent')?.specialUse, '\\Sent');
  await client.mailboxRename('Projekte', 'Archiv/alt');
  assert.ok((await paths()).includes('Archiv/alt/Größe & Maß/日本'));
  assert.deepEqual(await client.status('Archiv/alt/Größe & Maß/日本', { messages: true, unseen: true }), {
    path: 'Archiv/alt/Größe & Maß/日本',
    messages: 0,
    unseen: 0,
  });
  await client.mailboxDelete('Archiv/alt/Größe & Maß/日本');
  assert.ok(!(await paths()).includes('Archiv/alt/Größe & Maß/日本'));
});

test('append, copy, move and delete keep the message and its date', async () => {
  await using client = await imapflow(fixture, bob);
  const date = new Date('2001-02-03T04:05:06Z');
  const raw = 'Subject: draft\r\n\r\nnot yet\r\n';
  const appended = await client.append('Drafts', raw, ['\\Draft', '\\Seen'], date);
  assert.ok(appended);
  const { uid = 0 } = appended;
  await client.mailboxOpen('Drafts');
  const copied = await client.messageCopy(uid, 'Archive', { uid: true });
  assert.ok(copied);
  assert.equal(copied.uidMap?.size, 1);
  const moved = await client.messageMove(uid, 'Trash', { uid: true });
  assert.ok(moved);
  assert.equal(await count(client, 'Drafts'), 0);
  for (const mailbox of ['Archive', 'Trash']) {
    await client.mailboxOpen(mailbox);
    const message = await client.fetchOne('*', { source: true, flags: true, internalDate: true });
    assert.ok(message);
    assert.equal(message.source?.toString(), raw);
    assert.deepEqual(message.internalDate, date);
    assert.ok(message.flags?.has('\\Draft') && message.flags.has('\\Seen'));
  }
  assert.ok(await client.messageDelete('1:*'));
  assert.equal(await count(client, 'Trash'), 0);
});

test('a program that was offline learns what changed meanwhile', async () => {
  const changedSince = await lookIn();
  await using client = await imapflow(fixture, bob);
  await client.mailboxOpen('INBOX');
  await client.messageFlagsAdd('2', ['\\Answered']);
  await using back = await imapflow(fixture, bob);
  await back.mailboxOpen('INBOX');
  const changed = await back.fetchAll('1:*', { flags: true }, { changedSince });
  assert.deepEqual(
    changed.map(({ seq }) => seq),
    [2],
  );
});

async function lookIn(): Promise<bigint> {
  await using client = await imapflow(fixture, bob);
  const { highestModseq } = await client.mailboxOpen('INBOX');
  return BigInt(highestModseq ?? 0);
}

test('a program can read its quota', async () => {
  await using client = await imapflow(fixture, bob);
  const quota = await client.getQuota('INBOX');
  assert.ok(quota);
});

for (const tls of [true, false]) {
  test(`node-pop3 ${tls ? 'over TLS' : 'in plain text on loopback'}: ids stay, and deleted messages are gone`, async () => {
    const open = () =>
      new Pop3Client({
        user: bob,
        password: PASSWORD,
        host: 'localhost',
        port: tls ? ports.POP3S_PORT : ports.POP3_PORT,
        tls,
        tlsOptions: { ca: fixture.ca } as object,
        servername: 'localhost',
      });
    const first = open();
    const before = (await first.UIDL()) as string[][];
    assert.ok(before.length >= 2);
    assert.match(await first.RETR(before.length), /\r\nSubject: /);
    assert.match(await first.TOP(1, 0), /\r\nSubject: /);
    await first.command('DELE', 1);
    await first.QUIT();
    const second = open();
    const left = (await second.UIDL()) as string[][];
    assert.deepEqual(
      left.map(([, id]) => id),
      before.slice(1).map(([, id]) => id),
    );
    await second.QUIT();
    const { length } = await fixture.stage.messages(bobId, left.length);
    assert.equal(length, left.length, 'IMAP sees it too');
  });
}

test('a client uses STARTTLS where it is offered', async () => {
  const transport = createTransport({
    host: 'localhost',
    port: ports.SUBMISSION_PORT,
    requireTLS: true,
    auth: { user: alice, pass: PASSWORD },
    tls: { ca: fixture.ca },
  });
  assert.ok(await transport.verify());
  transport.close();
  await using client = await imapflow(fixture, alice, { port: ports.IMAP_PORT, secure: false, doSTARTTLS: true });
  assert.ok(client.secureConnection);
});

test('each protocol reports a wrong password as such', async () => {
  using transport = nodemailer(fixture, alice, 'wrong');
  await assert.rejects(transport.sendMail(hello), { code: 'EAUTH', responseCode: 535 });
  const wrong = new ImapFlow({
    host: 'localhost',
    port: ports.IMAPS_PORT,
    secure: true,
    tls: { ca: fixture.ca },
    logger: false,
    auth: { user: bob, pass: 'wrong' },
  });
  await assert.rejects(wrong.connect(), { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' });
  wrong.close();
  const pop3 = new Pop3Client({ user: bob, password: 'wrong', host: 'localhost', port: ports.POP3_PORT });
  await assert.rejects(pop3.UIDL(), /\[AUTH\]/);
  await pop3.QUIT();
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
