import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deleteAccount, setPassword, setStatus } from '@postroom/directory';
import { readSizes } from '@postroom/mailbox';
import { createLoginAnnouncer } from '@postroom/queue';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startPop3, type TestAccount } from '../../../services/pop3-access/testing.ts';
import { eventually } from '../../support/eventually.ts';

const pop3 = await startPop3();
const server = await pop3.listen();
const announcer = createLoginAnnouncer({ url: pop3.redisUrl, prefix: pop3.redisPrefix });
after(async () => {
  announcer[Symbol.dispose]();
  await pop3[Symbol.asyncDispose]();
});
const { pool } = pop3.store;

async function logIn(account: TestAccount): Promise<Wire> {
  const wire = await Wire.connect({ port: server.address.port });
  await wire.expect(/^\+OK/);
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  return wire;
}

const endings: readonly [name: string, end: (address: string) => Promise<unknown>][] = [
  ['a password change', (address) => setPassword(pool, address, 'another')],
  ['a suspension', (address) => setStatus(pool, address, 'suspended')],
  ['a removal', (address) => deleteAccount(pool, address)],
];

for (const [name, end] of endings) {
  test(`${name} ends the session without the UPDATE state: messages marked deleted stay`, async () => {
    const account = await pop3.account();
    await pop3.file(account, 'Subject: a\r\n\r\n', 'Subject: b\r\n\r\n');
    const wire = await logIn(account);
    const bystander = await logIn(await pop3.account());
    await wire.ask('DELE 1', /^\+OK/);
    await end(account.address);
    announcer.loginsChanged(account.id);
    await wire.expect(/^-ERR \[AUTH\] The login is no longer valid$/);
    await wire.closed();
    assert.equal((await readSizes(pool, account.inbox)).uids.length, 2);
    await bystander.ask('NOOP', /^\+OK/);
    bystander.close();
  });
}

test('a revocation notice alone does not end a session whose login is still valid', async () => {
  const account = await pop3.account();
  const wire = await logIn(account);
  announcer.loginsChanged(account.id);
  const other = await pop3.account();
  const ended = await logIn(other);
  await setPassword(pool, other.address, 'another');
  announcer.loginsChanged(other.id);
  await ended.expect(/^-ERR \[AUTH\]/);
  await wire.ask('NOOP', /^\+OK/);
  wire.close();
});

test('after a password change the maildrop is free for a login with the new password', async () => {
  const account = await pop3.account();
  const wire = await logIn(account);
  await setPassword(pool, account.address, 'another');
  announcer.loginsChanged(account.id);
  await wire.expect(/^-ERR \[AUTH\]/);
  await eventually('a login with the new password', async () => {
    const again = await Wire.connect({ port: server.address.port });
    await again.expect(/^\+OK/);
    await again.ask(`USER ${account.address}`, /^\+OK/);
    await again.ask('PASS another', /^\+OK/);
    again.close();
    return true;
  });
});
