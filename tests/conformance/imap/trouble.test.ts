import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';
import { DEFAULT_SETTINGS } from '../../../services/imap-access/settings.ts';
import { message, PASSWORD, type TestServer, testServer } from './server.ts';

const server = await testServer();
const alice = await server.account('alice@postroom.test');
await server.deliver(alice, 'INBOX', message(1));
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

const greeted = async (to: TestServer = server): Promise<Wire> => {
  const wire = await Wire.connect({ port: to.port });
  await wire.expect(/^\* OK /);
  return wire;
};

const LOGIN = `LOGIN alice@postroom.test "${PASSWORD}"`;

for (const size of [1, 2, 7]) {
  test(`a session works ${size} bytes at a time, in any case, with bare line feeds`, async () => {
    const wire = await greeted();
    await wire.send(`A1 LoGiN {19+}\nalice@postroom.test "${PASSWORD}"\n`, size);
    await wire.expect(/^A1 OK /);
    await wire.send('a2 eXamine inbox\na3 fetch 1 (flags body.peek[text])\n', size);
    await wire.until(/^a2 OK /);
    assert.deepEqual(await wire.until(/^a3 OK /), [
      '* 1 FETCH (FLAGS (\\Recent) BODY[TEXT] {20}',
      'This is message 1.',
      ')',
      'a3 OK FETCH completed',
    ]);
    wire.close();
  });
}

test('pipelined commands are answered in order', async () => {
  const wire = await greeted();
  await wire.line(
    `a ${LOGIN}`,
    'b NOOP',
    'c EXAMINE INBOX',
    'd UID SEARCH ALL',
    'e APPEND Drafts {3+}',
    'abc',
    'f LOGOUT',
  );
  const tags = (await wire.until(/^f /)).filter((line) => !line.startsWith('*')).map((line) => line.split(' ')[0]);
  assert.deepEqual(tags, ['a', 'b', 'c', 'd', 'e', 'f']);
  await wire.closed();
});

test('an oversized line is refused before and after the login, and the session goes on', async () => {
  const wire = await greeted();
  await wire.ask(`a NOOP ${'x'.repeat(70_000)}`, /^a BAD The line is too long/);
  await wire.ask(`b ${LOGIN}`, /^b OK/);
  await wire.ask(`c NOOP ${'x'.repeat(100_000)}`, /^c BAD The line is too long/);
  await wire.ask(`d LIST "" {70000}`, /^d BAD \[TOOBIG\] The literal is too long/);
  await wire.ask(`e LIST "" {70000+}\r\n${'x'.repeat(70_000)}`, /^e BAD \[TOOBIG\] The literal is too long/);
  const piece = `{60000+}\r\n${'x'.repeat(60_000)}`;
  await wire.ask(`f LIST ${`${piece} `.repeat(6)}`, /^f BAD The command is too long/);
  await wire.ask('g NOOP', /^g OK/);
  wire.close();
});

test('a line without end ends the connection and does not fill memory', async () => {
  const wire = await greeted();
  await wire.send('x'.repeat(400_000));
  await wire.expect(/^\* BAD The line is too long/);
  await wire.expect(/^\* BYE /);
  await wire.closed();
});

test('an overlong answer in AUTHENTICATE or IDLE is refused, and an endless one ends the connection', async () => {
  const wire = await greeted();
  await wire.ask('a AUTHENTICATE PLAIN', /^\+ /);
  await wire.ask('A'.repeat(20_000), /^a BAD The response is too long/);
  await wire.ask('b AUTHENTICATE PLAIN', /^\+ /);
  await wire.ask('A'.repeat(140_000), /^b BAD The line is too long/);
  await wire.ask(`c ${LOGIN}`, /^c OK/);
  await wire.ask('d IDLE', /^\+ idling/);
  await wire.ask('x'.repeat(140_000), /^d BAD The line is too long/);
  wire.close();
  const endless = await greeted();
  await endless.ask('a AUTHENTICATE PLAIN', /^\+ /);
  await endless.send('x'.repeat(400_000));
  await endless.expect(/^a BAD The line is too long/);
  await endless.expect(/^\* BYE /);
  await endless.closed();
});

test('an ID of 30 pairs of 1,024 escaped octets is accepted before and after the login', async () => {
  const wire = await greeted();
  const pairs = Array.from({ length: 30 }, (_, n) => `"${`k${n}`.padEnd(30, 'x')}" "${'\\"'.repeat(1_024)}"`).join(' ');
  await wire.line(`a ID (${pairs})`);
  assert.match((await wire.until(/^a /)).at(-1) as string, /^a OK/);
  await wire.ask(`b ${LOGIN}`, /^b OK/);
  await wire.line(`c ID (${pairs})`);
  assert.match((await wire.until(/^c /)).at(-1) as string, /^c OK/);
  wire.close();
});

test('a command with thousands of empty literals gets one answer, before and after the login', async () => {
  const wire = await greeted();
  for (const tag of ['a', 'b']) {
    await wire.send(`${tag} LIST ${'{0+}\r\n'.repeat(7_500)}x\r\n`);
    await wire.expect(new RegExp(`^${tag} BAD `));
    await wire.ask(`${tag}l ${LOGIN}`, new RegExp(`^${tag}l `));
  }
  wire.close();
});

test('NUL in commands and 8-bit outside of strings are refused', async () => {
  const wire = await greeted();
  await wire.send('a NO\0OP\r\n');
  await wire.expect(/^a BAD /);
  await wire.send(Buffer.from('b LOGIN \xff x\r\n', 'latin1'));
  await wire.expect(/^b BAD /);
  await wire.send('c LOGIN {3+}\r\na\0b x\r\n');
  await wire.expect(/^c BAD NUL/);
  await wire.send(Buffer.from([0xff, 0xf4, 0xff, 0xfd, 0x06, 0x0d, 0x0a]));
  await wire.expect(/^\* BAD /);
  wire.close();
});

test('garbage of every kind ends in BYE', async () => {
  const wire = await greeted();
  for (let i = 0; i < DEFAULT_SETTINGS.maxBadCommands; i += 1) await wire.send(`${'\x80\x00({"\\%'.repeat(i + 1)}\r\n`);
  const lines = await wire.until(/^\* BYE /);
  assert.equal(lines.length, DEFAULT_SETTINGS.maxBadCommands + 1);
  await wire.closed();
});

test('plain-text commands pipelined behind STARTTLS are not executed', async () => {
  const wire = await greeted();
  await wire.send(`a STARTTLS\r\nb ${LOGIN}\r\nc LOGOUT\r\n`);
  await wire.expect(/^a OK/);
  await wire.upgrade();
  await wire.ask('d NOOP', /^d OK/);
  await wire.ask('e LIST "" *', /^e BAD LIST is not possible before the login/);
  wire.close();
});

test('a client can log in over implicit TLS', async () => {
  const wire = await Wire.connect({ port: server.tlsPort, tls: true });
  await wire.expect(/^\* OK \[CAPABILITY (?!.*STARTTLS).*AUTH=PLAIN/);
  await wire.ask(`a ${LOGIN}`, /^a OK/);
  wire.close();
});

test('a client that half-closes its connection still gets its answers', async () => {
  const wire = await greeted();
  await wire.send(`a ${LOGIN}\r\nb STATUS INBOX (MESSAGES)\r\n`);
  wire.end();
  await wire.until(/^b OK/);
  await wire.closed();
});

test('clients that disconnect in the middle of a message leave nothing behind', async () => {
  const wire = await server.login('alice@postroom.test');
  await wire.ask('a APPEND INBOX {100000}', /^\+/);
  await wire.send('abc');
  wire.close();
  const other = await server.login('alice@postroom.test');
  await other.ask('a STATUS INBOX (MESSAGES)', /MESSAGES 1\)/);
  other.close();
});

test('a client that does not log in and one that falls silent are disconnected', async () => {
  await using brief = await testServer({ loginTimeout: 200 });
  const silent = await greeted(brief);
  await silent.expect(/^\* BYE Login timed out/);
  await silent.closed();
  const slow = await greeted(brief);
  void slow.send('a NOOP and so on', 1);
  await slow.expect(/^\* BYE Login timed out/);
  await slow.closed();
  await using patient = await testServer({ idleTimeout: 500 });
  await patient.account('bob@postroom.test');
  const idle = await patient.login('bob@postroom.test');
  await idle.expect(/^\* BYE Idle for too long/);
  await idle.closed();
  const idling = await greeted(patient);
  await idling.line(`a LOGIN bob@postroom.test "${PASSWORD}"`, 'b IDLE');
  await idling.expect(/^a OK/);
  await idling.expect(/^\+/);
  await idling.expect(/^\* BYE Idle for too long/);
  await idling.closed();
  assert.equal(brief.sessions.total + patient.sessions.total, 0);
});

test('connections per address and sessions per account are limited', async () => {
  await using small = await testServer({ maxSessionsPerAccount: 2 }, { perAddress: 4 });
  await small.account('bob@postroom.test');
  const first = await small.login('bob@postroom.test');
  await small.login('bob@postroom.test');
  const third = await greeted(small);
  await third.ask(`a LOGIN bob@postroom.test "${PASSWORD}"`, /^a NO \[LIMIT\]/);
  await first.ask('b LOGOUT', /^\* BYE/);
  await first.closed();
  await third.ask(`c LOGIN bob@postroom.test "${PASSWORD}"`, /^c OK/);
  await greeted(small);
  await greeted(small);
  const fifth = await Wire.connect({ port: small.port });
  await fifth.expect(/^\* BYE Too many connections/);
  await fifth.closed();
});

test('a stopping server says BYE to idle clients', async () => {
  const stopping = await testServer();
  await stopping.account('bob@postroom.test');
  const idling = await stopping.login('bob@postroom.test');
  await idling.ask('a IDLE', /^\+/);
  const waiting = await greeted(stopping);
  const disposed = stopping[Symbol.asyncDispose]();
  await idling.expect(/^\* BYE The server is shutting down/);
  await waiting.expect(/^\* BYE The server is shutting down/);
  await disposed;
});

test('an IDLE session notices new mail even if its notice was lost', async () => {
  await using deaf = await testServer({ idleRecheck: 100 }, { deaf: true });
  const bob = await deaf.account('bob@postroom.test');
  const wire = await deaf.login('bob@postroom.test');
  await wire.line('a SELECT INBOX');
  await wire.until(/^a OK/);
  await wire.ask('b IDLE', /^\+/);
  await deaf.deliver(bob, 'INBOX', message(1));
  await wire.expect(/^\* 1 EXISTS/);
  wire.close();
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((each) => each && !each.internal && each.family === 'IPv4')?.address;

test('plain-text passwords are refused from other machines', { skip: !outside }, async () => {
  await using open = await testServer({}, { host: '0.0.0.0' });
  await open.account('bob@postroom.test');
  const wire = await Wire.connect({ port: open.port, host: outside ?? '' });
  await wire.expect(/^\* OK \[CAPABILITY (?!.*AUTH=).*STARTTLS.*LOGINDISABLED/);
  await wire.ask(`a LOGIN bob@postroom.test "${PASSWORD}"`, /^a NO \[PRIVACYREQUIRED\]/);
  await wire.ask('b AUTHENTICATE PLAIN AGEAYg==', /^b NO \[PRIVACYREQUIRED\]/);
  await wire.ask('c STARTTLS', /^c OK/);
  await wire.upgrade();
  await wire.ask(`d LOGIN bob@postroom.test "${PASSWORD}"`, /^d OK/);
  wire.close();
});

test('while the database is away commands are refused and IDLE waits; afterwards both work as before', async () => {
  await using fragile = await testServer({ idleRecheck: 50 });
  const bob = await fragile.account('bob@postroom.test');
  const wire = await fragile.login('bob@postroom.test');
  const idling = await fragile.login('bob@postroom.test');
  for (const each of [wire, idling]) {
    await each.line('a SELECT INBOX');
    await each.until(/^a OK/);
  }
  await idling.ask('b IDLE', /^\+/);
  const { pool } = fragile.store;
  const { query } = pool;
  pool.query = (() => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))) as never;
  await wire.ask('b STATUS INBOX (MESSAGES)', /^b NO \[UNAVAILABLE\]/);
  await wire.ask('c NOOP', /^c NO \[UNAVAILABLE\]/);
  await wire.ask('d APPEND INBOX {3+}\r\nabc', /^d NO \[UNAVAILABLE\]/);
  pool.query = query;
  await fragile.deliver(bob, 'INBOX', message(1));
  await wire.ask('e NOOP', /^\* 1 EXISTS/);
  await wire.until(/^e OK/);
  await idling.expect(/^\* 1 EXISTS/);
  await idling.line('DONE');
  await idling.until(/^b OK/);
  // The watch over logins reads the database all the time, and reports that it is away.
  assert.deepEqual(
    fragile.errors.filter((error) => (error as { code?: string }).code !== 'ECONNREFUSED'),
    [],
  );
});

test('repeated wrong passwords end the connection', async () => {
  await using strict = await testServer({ maxBadCommands: 3 });
  const wire = await greeted(strict);
  for (const tag of ['a', 'b', 'c'])
    await wire.ask(`${tag} LOGIN x@postroom.test guess`, /NO \[AUTHENTICATIONFAILED\]/);
  await wire.expect(/^\* BYE Too many failed logins/);
  await wire.closed();
});

for (const command of [
  'UID SORT (SUBJECT) UTF-8 ALL',
  'UID THREAD REFERENCES UTF-8 ALL',
  'UID SEARCH SUBJECT message',
]) {
  test(`${command} of a client that hangs up ends in the database, too`, async () => {
    const { pool } = server.store;
    const waiting = async () => {
      const text =
        "select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      return (await pool.query<{ n: number }>(text)).rows[0]?.n;
    };
    const wire = await greeted();
    await wire.line(`a ${LOGIN}`, 'b SELECT INBOX');
    await wire.until(/^b OK/);
    const lock = await pool.connect();
    try {
      await lock.query('begin; lock table messages in access exclusive mode');
      await wire.line(`c ${command}`);
      while ((await waiting()) !== 1) await turn();
      wire.close();
      while ((await waiting()) !== 0) await turn();
    } finally {
      await lock.query('rollback');
      lock.release();
    }
  });
}
