import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, test } from 'node:test';
import { openPool } from '@postroom/database';
import { expunge, openMailbox } from '@postroom/mailbox';
import { TlsStore } from '@postroom/net';
import { createSlots } from '@postroom/queue';
import { Wire } from '@postroom/testkit';
import { certificateFor } from '../../../packages/net/testing.ts';
import { PASSWORD, startPop3, type TestAccount } from '../../../services/pop3-access/testing.ts';
import { eventually } from '../../support/eventually.ts';
import { givenMessages } from './given.ts';

const pop3 = await startPop3();
const tlsStore = await TlsStore.open({ pairs: [await certificateFor('pop.postroom.test')] });
const server = await pop3.listen({ tls: 'starttls', tlsStore });
after(async () => {
  await pop3[Symbol.asyncDispose]();
  tlsStore[Symbol.dispose]();
});

async function open({ address } = server): Promise<Wire> {
  const wire = await Wire.connect({ port: address.port });
  await wire.expect(/^\+OK .* ready$/);
  return wire;
}

async function logIn(account: TestAccount): Promise<Wire> {
  const wire = await open();
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  return wire;
}

async function accountWith(condition: string): Promise<TestAccount> {
  const account = await pop3.account();
  await pop3.file(account, ...givenMessages(condition));
  return account;
}

test('a session typed by hand works: one octet at a time, any case, bare LF', async () => {
  const account = await accountWith('1 message');
  await using wire = await open();
  await wire.send(`uSeR ${account.address}\npass ${PASSWORD}\r\nStat\nqUIT\n`, 1);
  await wire.expect(/^\+OK/);
  await wire.expect(/^\+OK 1 messages/);
  await wire.expect(/^\+OK 1 57$/);
  await wire.expect(/^\+OK Bye/);
  await wire.closed();
});

test('oversized lines, NUL, 8-bit and nonsense get -ERR, and at last end the connection', async () => {
  await using wire = await open();
  const bad = [
    `NOOP ${'x'.repeat(250)}`,
    'x'.repeat(5000),
    'QUIT\0',
    '\xff\xfe',
    '',
    ' ',
    '{"json": true}',
    'EHLO example',
  ];
  for (const line of bad) {
    await wire.send(Buffer.from(`${line}\r\n`, 'latin1'));
    await wire.expect(/^-ERR /);
  }
  await wire.ask('USER', /^-ERR A name is missing$/);
  await wire.ask('HELP', /^-ERR Too many bad commands$/);
  await wire.closed();
});

test('a line without end does not fill memory, and its sender is told why the connection ends', async () => {
  await using wire = await open();
  wire.socket.on('error', () => {});
  await wire.send('x'.repeat(66_000));
  await wire.expect(/^-ERR Line far too long, closing the connection$/);
  await wire.closed();
});

test('an overlong line within AUTH is refused, and an endless one ends the connection', async () => {
  await using wire = await open();
  wire.socket.on('error', () => {});
  await wire.ask('AUTH PLAIN', /^\+ $/);
  await wire.ask('A'.repeat(20_000), /^-ERR The line is too long$/);
  await wire.ask('AUTH PLAIN', /^\+ $/);
  await wire.send('A'.repeat(80_000));
  await wire.expect(/^-ERR The line is too long$/);
  await wire.expect(/^-ERR Line far too long, closing the connection$/);
  await wire.closed();
});

test('pipelined garbage gets a few answers, then the connection ends', async () => {
  await using wire = await open();
  await wire.send('garbage\r\n'.repeat(5000));
  await wire.closed();
  assert.equal(wire.unread.split('\r\n').length, 11);
});

test('a client that never logs in is disconnected without a reply, however much it sends', async () => {
  const brief = await pop3.listen({ settings: { loginTimeout: 800 } });
  await using silent = await open(brief);
  await using talker = await open(brief);
  const talk = setInterval(() => void talker.send('x'), 50);
  await Promise.all([silent.closed(), talker.closed()]);
  clearInterval(talk);
  assert.equal(silent.unread, '');
});

test('the autologout timer removes no messages and releases the maildrop', async () => {
  const account = await accountWith('2 messages');
  await using wire = await open(await pop3.listen({ settings: { idleTimeout: 400 } }));
  await wire.line(`USER ${account.address}`, `PASS ${PASSWORD}`, 'DELE 1');
  for (let i = 0; i < 3; i++) await wire.expect(/^\+OK/);
  await wire.closed();
  assert.equal(wire.unread, '');
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 2 114$/);
});

test('a connection reset releases the maildrop at once', async () => {
  const account = await accountWith('1 message');
  const wire = await logIn(account);
  wire.socket.resetAndDestroy();
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 57$/);
});

test('STLS injection: commands pipelined in plain text are never executed', async () => {
  const account = await pop3.account();
  await using wire = await open();
  await wire.send(`STLS\r\nUSER ${account.address}\r\nPASS ${PASSWORD}\r\n`);
  await wire.expect(/^\+OK Begin TLS$/);
  await wire.upgrade();
  await wire.ask('STAT', /^-ERR Log in first$/);
});

test('a failed TLS handshake ends the connection', async () => {
  await using wire = await open();
  wire.socket.on('error', () => {});
  await wire.ask('STLS', /^\+OK/);
  await wire.line('USER alice', 'PASS secret');
  await wire.closed();
});

test('plain-text passwords are refused from other machines', async (context) => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;
  if (address === undefined) return context.skip('this machine has only loopback');
  const account = await pop3.account();
  const outside = await pop3.listen({ host: address, tls: 'starttls', tlsStore });
  await using wire = await Wire.connect({ host: address, port: outside.address.port });
  await wire.expect(/^\+OK/);
  await wire.line('CAPA');
  const capabilities = await wire.until(/^\.$/);
  assert.ok(capabilities.includes('STLS') && !capabilities.some((line) => /^(USER|SASL)/.test(line)));
  for (const line of [`USER ${account.address}`, `PASS ${PASSWORD}`, 'AUTH PLAIN AGFsaWNlAHNlY3JldA==', 'AUTH']) {
    await wire.ask(line, /^-ERR \[SYS\/PERM\] Log in over TLS/);
  }
  await wire.ask('STLS', /^\+OK/);
  await wire.upgrade();
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
});

test('too many connections of one address are refused, and the open ones go on', async () => {
  const limited = await pop3.listen({ limits: { total: 100, perAddress: 3 } });
  const wires = await Promise.all(Array.from({ length: 3 }, () => Wire.connect({ port: limited.address.port })));
  for (const wire of wires) await wire.expect(/^\+OK/);
  await using fourth = await Wire.connect({ port: limited.address.port });
  await fourth.expect(/^-ERR \[SYS\/TEMP\] Too many connections/);
  await fourth.closed();
  await wires[0]?.ask('QUIT', /^\+OK/);
  await wires[0]?.closed();
  await eventually('there is room again', async () => {
    await using fifth = await Wire.connect({ port: limited.address.port });
    return (await fifth.readLine()).startsWith('+OK') || undefined;
  });
  for (const wire of wires) wire.close();
});

test('a thousand silent connections do not keep a new client from being served', async () => {
  const wires = await Promise.all(Array.from({ length: 1000 }, () => Wire.connect({ port: server.address.port })));
  await using wire = await open();
  await wire.ask('QUIT', /^\+OK/);
  for (const silent of wires) silent.close();
});

test('a message that another program removed during the session is reported as gone', async () => {
  const account = await accountWith('3 messages');
  await using wire = await logIn(account);
  const { uids } = await openMailbox(pop3.store.pool, account.inbox, { claimRecent: false });
  await expunge(pop3.store, account.inbox, { uids: uids.subarray(1, 2), onlyDeleted: false });
  await wire.ask('RETR 2', /^-ERR No such message$/);
  await wire.ask('DELE 1', /^\+OK/);
  await wire.ask('DELE 2', /^\+OK/);
  await wire.ask('QUIT', /^\+OK/);
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 57$/);
});

test('the maildrop is locked for other processes too, and free once their lock expires', async () => {
  const account = await pop3.account();
  using slots = createSlots({ url: pop3.redisUrl, prefix: pop3.redisPrefix });
  const take = (ttlMs: number) => slots.take(`pop3:${account.id}`, 1, ttlMs);
  const other = await eventually('another process has the lock', () => take(60_000).catch(() => undefined));
  await using wire = await open();
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^-ERR \[IN-USE\]/);
  await other.release();
  // Simulates a process that takes the lock and dies.
  assert.ok(await take(300));
  await eventually('its time is over', async () => {
    await using again = await open();
    await again.ask(`USER ${account.address}`, /^\+OK/);
    await again.line(`PASS ${PASSWORD}`);
    return (await again.readLine()).startsWith('+OK') || undefined;
  });
});

test('a stopping server says so to clients and removes no messages', async () => {
  const account = await accountWith('1 message');
  const stopping = await pop3.listen();
  await using wire = await Wire.connect({ port: stopping.address.port });
  await wire.line(`USER ${account.address}`, `PASS ${PASSWORD}`, 'DELE 1');
  for (let i = 0; i < 4; i++) await wire.expect(/^\+OK/);
  const closed = stopping.close(1_000);
  await wire.expect(/^-ERR \[SYS\/TEMP\] The server is shutting down/);
  await wire.closed();
  await closed;
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 57$/);
});

test('if PostgreSQL refuses writes, a deletion fails with a temporary error and the message remains', async () => {
  const account = await accountWith('1 message');
  await using wire = await logIn(account);
  await wire.ask('DELE 1', /^\+OK/);
  const { pool } = pop3.store;
  const own = openPool({ url: pool.options.connectionString as string, name: 'test', max: 1 });
  const readOnly = (on: 'on' | 'off') =>
    own.query(
      `do $$ begin execute format('alter database %I set default_transaction_read_only = ${on}', current_database()); end $$`,
    );
  await own.query('set default_transaction_read_only = off');
  await readOnly('on');
  try {
    // The pool must reconnect, because a standby has no earlier connections.
    await own.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await wire.ask('QUIT', /^-ERR \[SYS\/TEMP\] Not available now, try again later; the messages were not deleted$/);
  } finally {
    await readOnly('off');
    await own.end();
  }
  await using again = await logIn(account);
  await again.ask('STAT', /^\+OK 1 57$/);
});
