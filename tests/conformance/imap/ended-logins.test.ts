import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deleteAccount, setPassword, setStatus } from '@postroom/directory';
import { eventually } from '../../support/eventually.ts';
import { message, testServer } from './server.ts';

const server = await testServer();
after(() => server[Symbol.asyncDispose]());
const { pool } = server.store;
const BYE = /^\* BYE \[UNAVAILABLE\] The login is no longer valid$/;

const endings: readonly [name: string, end: (address: string) => Promise<unknown>][] = [
  ['a password change', (address) => setPassword(pool, address, 'another')],
  ['a suspension', (address) => setStatus(pool, address, 'suspended')],
  ['a removal', (address) => deleteAccount(pool, address)],
];

for (const [at, [name, end]] of endings.entries()) {
  test(`${name} ends every session of the account, idle or not, and no other`, async () => {
    const address = `user${at}@postroom.test`;
    const id = await server.account(address);
    await server.account(`other${at}@postroom.test`);
    await server.deliver(id, 'INBOX', message(1));
    const waiting = await server.login(address);
    const idling = await server.login(address);
    const other = await server.login(`other${at}@postroom.test`);
    await idling.ask('a SELECT INBOX', /^\*/);
    await idling.until(/^a OK/);
    await idling.ask('b IDLE', /^\+ /);
    await end(address);
    for (const wire of [waiting, idling]) {
      await wire.expect(BYE);
      await wire.closed();
    }
    await other.ask('c NOOP', /^c OK/);
    other.close();
    await eventually('the sessions are gone', async () => server.sessions.count(id) === 0);
    assert.deepEqual(server.errors, []);
  });
}

test('a session with a revoked login ends even if the client does not read a pending answer', async () => {
  const address = 'slow@postroom.test';
  const id = await server.account(address);
  await server.deliver(id, 'INBOX', `Subject: x\r\n\r\n${'x'.repeat(30 * 1024 * 1024)}\r\n`);
  const slow = await server.login(address);
  await slow.ask('a SELECT INBOX', /^\*/);
  await slow.until(/^a OK/);
  await slow.line('b FETCH 1 BODY[]');
  await slow.expect(/^\* 1 FETCH/);
  slow.socket.pause();
  const gone = new Promise((resolve) => slow.socket.once('close', resolve));
  await setPassword(pool, address, 'another');
  await eventually('the session is gone', async () => server.sessions.count(id) === 0);
  slow.socket.resume();
  await gone;
});

test('pipelined commands behind the running one are not executed once the login is revoked', async () => {
  const address = 'hasty@postroom.test';
  const id = await server.account(address);
  const hasty = await server.login(address);
  const waiting = await server.login(address);
  // An incomplete APPEND is a command under way.
  await hasty.line('a APPEND INBOX {20+}', 'Subject: x');
  await setPassword(pool, address, 'another');
  // Both sessions are notified at once; this one has no command under way.
  await waiting.expect(BYE);
  const ended = hasty.until(/^\* BYE/).catch(() => []);
  await hasty.send('\r\nbody\r\n\r\nb CREATE Later\r\n');
  const lines = await ended;
  assert.ok(!lines.some((line) => line.startsWith('b ')), lines.join('|'));
  await eventually('the session is gone', async () => server.sessions.count(id) === 0);
});
