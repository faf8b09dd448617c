import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startPop3, type TestAccount } from '../../../services/pop3-access/testing.ts';

const MIB = 1024 * 1024;
const pop3 = await startPop3();
const server = await pop3.listen();
after(() => pop3[Symbol.asyncDispose]());

async function logIn(account: TestAccount): Promise<Wire> {
  const wire = await Wire.connect({ port: server.address.port, timeout: 60_000 });
  await wire.expect(/^\+OK/);
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  return wire;
}

/** Returns a large message whose lines all begin with a dot. */
function largeMessage(): Buffer {
  const line = `.${'x'.repeat(1021)}\r\n`;
  return Buffer.from(`Subject: large\r\n\r\n${line.repeat(20 * 1024)}`);
}

test('a slow client gets a large message whole and dot-stuffed, as a stream', async () => {
  const account = await pop3.account();
  const message = largeMessage();
  await pop3.file(account, message);
  const wire = await logIn(account);
  const hash = createHash('sha256');
  let received = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  wire.socket.removeAllListeners('data');
  wire.socket.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    received += chunk.length;
    if (chunk.subarray(-5).equals(Buffer.from('\r\n.\r\n'))) resolve();
  });
  wire.socket.pause();
  await wire.line('RETR 1');
  await pause(300);
  // Only the kernel's buffers on both sides fill up; the rest stays in the database.
  const written = Math.max(...[...server.connections].map((connection) => connection.bytesWritten));
  assert.ok(written < 15 * MIB, `${written} octets were sent to a client that does not read`);
  wire.socket.resume();
  await promise;
  wire.close();
  const status = `+OK ${message.length} octets\r\n`;
  const sent = message.toString('latin1').replaceAll('\r\n.', '\r\n..');
  const expected = createHash('sha256').update(`${status}${sent}.\r\n`, 'latin1');
  assert.equal(received, status.length + sent.length + 3);
  assert.equal(hash.digest('hex'), expected.digest('hex'));
});

test('TOP of a large message reads only its beginning', async () => {
  const account = await pop3.account();
  await pop3.file(account, largeMessage());
  await using wire = await logIn(account);
  await wire.line('TOP 1 2');
  const lines = await wire.until(/^\.$/);
  assert.equal(lines.length, 6);
  assert.match(lines[4] ?? '', /^\.\.x/);
});

test('a client that disconnects in the middle of a large message releases the maildrop', async () => {
  const account = await pop3.account();
  await pop3.file(account, largeMessage());
  const wire = await logIn(account);
  await wire.line('RETR 1');
  await wire.readLine();
  wire.socket.resetAndDestroy();
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 /);
});

test('a maildrop of 200,000 messages is listed in pages', async () => {
  const account = await pop3.account();
  await pop3.file(account, 'Subject: one of many\r\n\r\n');
  await pop3.store.pool.query(
    `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, modseq, size, internal_date)
     select account_id, mailbox_id, n, message_id, modseq, n, internal_date
     from mailbox_entries, generate_series(2, 200000) n where account_id = $1`,
    [account.id],
  );
  const before = process.memoryUsage().rss;
  await using wire = await logIn(account);
  await wire.ask('STAT', /^\+OK 200000 /);
  let text = '';
  wire.socket.removeAllListeners('data');
  const done = new Promise<void>((resolve) => {
    wire.socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.endsWith('\r\n.\r\n')) resolve();
    });
  });
  await wire.line('UIDL');
  await done;
  const lines = text.split('\r\n');
  assert.equal(lines.length, 200_003);
  assert.match(lines[200_000] ?? '', /^200000 00030d40/);
  assert.ok(process.memoryUsage().rss - before < 200 * MIB);
});

test('a deletion that fails at QUIT is reported, and nothing is lost', async () => {
  const account = await pop3.account();
  await pop3.file(account, 'Subject: stays\r\n\r\n');
  await using wire = await logIn(account);
  await wire.ask('DELE 1', /^\+OK/);
  await pop3.store.pool.query('alter table expunged_entries rename to elsewhere');
  await wire.ask('QUIT', /^-ERR \[SYS\/TEMP\] .*the messages were not deleted$/);
  await wire.closed();
  await pop3.store.pool.query('alter table elsewhere rename to expunged_entries');
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 /);
});
