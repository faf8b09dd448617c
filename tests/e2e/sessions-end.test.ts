import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startService, Wire } from '@postroom/testkit';
import { PASSWORD } from '../support/accounts.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// What an operator does to an account takes effect in its sessions, on every service and replica.

const fixture = await sharedFixture();
const { ports, settings, adminToken } = fixture.platform;
const { databaseUrl, redisUrl } = settings;
/** The prefix of the Redis channels, which a test names after its database. */
const REDIS_PREFIX = `test${new URL(redisUrl).pathname.slice(1)}`;
const replica = await startService('imap-access', { databaseUrl, redisUrl, env: { REDIS_PREFIX } });
after(async () => {
  await replica[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

async function admin(method: string, path: string, body?: object): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/api/v1/accounts/${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(status < 300, `${method} ${path}: ${status}`);
}

const connect = (port: number): Promise<Wire> => Wire.connect({ port, timeout: 15_000 });

async function imap(port: number, address: string): Promise<Wire> {
  const wire = await connect(port);
  await wire.expect(/^\* OK/);
  await wire.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a OK/);
  return wire;
}

async function idling(port: number, address: string): Promise<Wire> {
  const wire = await imap(port, address);
  await wire.line('b SELECT INBOX');
  await wire.until(/^b OK/);
  await wire.ask('c IDLE', /^\+/);
  return wire;
}

async function pop3(address: string): Promise<Wire> {
  const wire = await connect(ports.POP3_PORT);
  await wire.expect(/^\+OK/);
  await wire.ask(`USER ${address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  return wire;
}

async function submission(address: string): Promise<Wire> {
  const wire = await connect(ports.SUBMISSION_PORT);
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64')}`, /^235 /);
  return wire;
}

/** Matches the farewell: with an account its mailboxes are deleted, and an idling session may learn of that first. */
const IMAP_FAREWELL = /^\* BYE (\[UNAVAILABLE\] The login is no longer valid|The selected mailbox was deleted)$/;

test('readers of a shared mailbox are disconnected when its owner is suspended, and may return when it is resumed', async () => {
  const [address, reader] = ['shares@sessions.test', 'reads@sessions.test'];
  await fixture.stage.account(address);
  await fixture.stage.account(reader);
  await using owner = await imap(ports.IMAP_PORT, address);
  await owner.ask(`b SETACL INBOX ${reader} lr`, /^b OK/);
  const select = `b SELECT "Other Users/${address}/INBOX"`;
  await using idle = await imap(replica.ports.IMAP_PORT, reader);
  await idle.line(select);
  await idle.until(/^b OK/);
  await idle.ask('c IDLE', /^\+/);
  await admin('POST', `${address}/suspend`);
  await idle.expect(/^\* BYE The selected mailbox is not shared with you any more/);
  await idle.closed();
  await using again = await imap(ports.IMAP_PORT, reader);
  await again.ask(select, /^b NO \[NONEXISTENT\]/);
  await admin('POST', `${address}/resume`);
  await again.line(select);
  await again.until(/^b OK/);
});

const changes: readonly [name: string, change: (address: string) => Promise<void>][] = [
  ['another password', (address) => admin('PUT', `${address}/password`, { password: 'another horse' })],
  ['a suspension', (address) => admin('POST', `${address}/suspend`)],
  ['a removal', (address) => admin('DELETE', address)],
];

for (const [at, [name, change]] of changes.entries()) {
  test(`${name} ends the account's IMAP sessions on both replicas, POP3 and SMTP, and no others`, async () => {
    const [address, neighbour] = [`ends${at}@sessions.test`, `stays${at}@sessions.test`];
    await fixture.stage.account(address);
    await fixture.stage.account(neighbour);
    const bystanders = [await imap(ports.IMAP_PORT, neighbour), await imap(replica.ports.IMAP_PORT, neighbour)];
    const sessions: readonly [Wire, RegExp][] = [
      [await imap(ports.IMAP_PORT, address), IMAP_FAREWELL],
      [await idling(replica.ports.IMAP_PORT, address), IMAP_FAREWELL],
      [await pop3(address), /^-ERR \[AUTH\] The login is no longer valid/],
      [await submission(address), /^421 4\.7\.0 The login is no longer valid/],
    ];
    await change(address);
    for (const [wire, farewell] of sessions) {
      await wire.expect(farewell);
      await wire.closed();
    }
    for (const wire of bystanders) {
      await wire.ask('z NOOP', /^z OK/);
      wire.close();
    }
    assert.deepEqual([...fixture.complaints(), ...replica.log.filter((line) => line.includes('"level":50'))], []);
  });
}
