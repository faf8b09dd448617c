import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { eventually } from '../../support/eventually.ts';
import { message, PASSWORD, testServer } from './server.ts';

const server = await testServer();
const alice = await server.account('alice@postroom.test');
for (let n = 1; n <= 3; n += 1) await server.deliver(alice, 'INBOX', message(n));
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

async function connected(secure: boolean): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: secure ? server.tlsPort : server.port,
    secure,
    auth: { user: 'alice@postroom.test', pass: PASSWORD },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await client.connect();
  return client;
}

for (const secure of [false, true]) {
  test(`imapflow ${secure ? 'over TLS' : 'with STARTTLS'} appends, reads, flags, moves and deletes a mail`, async () => {
    const client = await connected(secure);
    const folder = secure ? 'Project/Über' : 'Project/Mail';
    await client.mailboxCreate(folder);
    const tree = await client.list();
    assert.equal(tree.find((each) => each.path === 'Trash')?.specialUse, '\\Trash');
    assert.ok(tree.some((each) => each.path === folder));
    const sent = await client.append(folder, message(7), ['\\Seen', 'Work'], new Date('2020-02-03T04:05:06Z'));
    assert.ok(sent && sent.uid === 1);
    const lock = await client.getMailboxLock(folder);
    try {
      const one = await client.fetchOne('1', {
        envelope: true,
        bodyStructure: true,
        flags: true,
        internalDate: true,
        source: true,
        uid: true,
      });
      assert.ok(one);
      assert.equal(one.envelope?.subject, 'message 7');
      assert.equal(one.source?.toString(), message(7));
      assert.deepEqual([...(one.flags ?? [])].sort(), ['Work', '\\Recent', '\\Seen'].sort());
      assert.equal(new Date(one.internalDate ?? 0).toISOString(), '2020-02-03T04:05:06.000Z');
      assert.deepEqual(await client.search({ subject: 'message', seen: true }, { uid: true }), [1]);
      assert.ok(await client.messageFlagsAdd('1', ['\\Flagged'], { uid: true }));
      const copied = await client.messageCopy('1', 'Archive', { uid: true });
      assert.ok(copied);
      assert.equal(copied.uidMap?.size, 1);
      const { content } = await client.download('1', '1', { uid: true });
      let text = '';
      for await (const chunk of content ?? []) text += chunk;
      assert.equal(text, 'This is message 7.\r\n');
      const moved = await client.messageMove('1', 'Trash', { uid: true });
      assert.ok(moved);
      assert.equal(moved.uidMap?.size, 1);
      assert.ok(client.mailbox);
      assert.equal(client.mailbox.exists, 0);
    } finally {
      lock.release();
    }
    const status = await client.status('Trash', { messages: true, unseen: true, highestModseq: true });
    assert.ok(status && (status.messages ?? 0) >= 1);
    assert.ok(await client.getQuota('INBOX'));
    await client.mailboxRename(folder, `${folder} old`);
    await client.mailboxDelete(`${folder} old`);
    await client.logout();
  });
}

test('imapflow in IDLE is notified of new mail, flags and expunges', async () => {
  const client = await connected(false);
  const other = await connected(false);
  const heard: string[] = [];
  client.on('exists', ({ count }: { count: number }) => heard.push(`exists ${count}`));
  client.on('flags', ({ flags }: { flags: Set<string> }) => heard.push(`flags ${[...flags].includes('\\Deleted')}`));
  client.on('expunge', ({ seq }: { seq: number }) => heard.push(`expunge ${seq}`));
  await client.mailboxOpen('INBOX');
  const idling = client.idle();
  await eventually('IDLE', async () => client.idling);
  await server.deliver(alice, 'INBOX', message(4));
  await other.mailboxOpen('INBOX');
  await other.messageFlagsAdd('2', ['\\Deleted']);
  // A message that is removed at the same moment would not report its flags.
  await eventually('the flags', async () => heard.length === 2);
  await other.messageDelete('2');
  await eventually('three responses', async () => heard.length === 3);
  assert.deepEqual(heard, ['exists 4', 'flags true', 'expunge 2']);
  await client.noop();
  await idling;
  await Promise.all([client.logout(), other.logout()]);
});

test('imapflow fetches what changed since a mod-sequence', async () => {
  const client = await connected(false);
  const box = await client.mailboxOpen('INBOX');
  const before = box.highestModseq ?? 0n;
  await client.messageFlagsAdd('1', ['Changed']);
  const changed = await client.fetchAll('1:*', { flags: true }, { changedSince: before });
  assert.deepEqual(
    changed.map(({ seq }) => seq),
    [1],
  );
  await client.logout();
});
