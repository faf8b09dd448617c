import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { fileMessages, PASSWORD, startPop3, type TestAccount } from '../../../services/pop3-access/testing.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const server = stack.use(await startPop3());
const { port } = (await server.listen()).address;

async function login(account: TestAccount): Promise<Wire> {
  const wire = await Wire.connect({ port, timeout: 30_000 });
  await wire.expect(/^\+OK /);
  await wire.ask(`USER ${account.address}`, /^\+OK /);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK /);
  return wire;
}

/** Fills a maildrop to its largest size with only what LIST, UIDL and RSET need of messages. */
async function fill(account: TestAccount, count: number): Promise<void> {
  await server.store.pool.query(
    `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, modseq, size, internal_date)
     select $1, $2, n, n, n, 4096, now() from generate_series(1, $3) n`,
    [account.id, account.inbox.mailboxId, count],
  );
}

test('a client that sends thousands of commands at once does not block others', async () => {
  const [busy, other] = [await server.account(), await server.account()];
  await fill(busy, 200_000);
  const [flood, quiet] = [await login(busy), await login(other)];
  const commands = 10_000;
  await flood.send('RSET\r\n'.repeat(commands));
  await flood.readLine();
  await quiet.ask('NOOP', /^\+OK/);
  const answers = flood.unread.split('\r\n').length;
  assert.ok(answers < commands / 2, `${answers} of ${commands} were answered before the other one's NOOP`);
});

test('listings of 200,000 messages are complete', async () => {
  const account = await server.account();
  await fill(account, 200_000);
  const wire = await login(account);
  const numbers = Array.from({ length: 200_000 }, (_, index) => index + 1);
  await wire.send('LIST\r\n');
  await wire.expect(/^\+OK 200000 messages/);
  const list = `${numbers.map((number) => `${number} 4096\r\n`).join('')}.\r\n`;
  assert.ok((await wire.readBytes(list.length)).equals(Buffer.from(list)));
  await wire.send('UIDL\r\n');
  await wire.expect(/^\+OK/);
  const uidl = await wire.readBytes(numbers.join().length + 200_000 * 19 - 199_999 + 3);
  assert.match(uidl.subarray(-30).toString(), /\r\n200000 [0-9a-f]{16}\r\n\.\r\n$/);
});

test('a message of nothing but dots is retrieved whole', { timeout: 60_000 }, async () => {
  const account = await server.account();
  await fileMessages(server.store, account.id, [`Subject: dots\r\n\r\n${'..\r\n'.repeat(1_500_000)}`]);
  const wire = await login(account);
  await wire.send('RETR 1\r\n');
  const size = 'Subject: dots\r\n\r\n'.length + 5 * 1_500_000 + '.\r\n'.length;
  await wire.expect(/^\+OK/);
  const sent = await wire.readBytes(size);
  assert.equal(sent.subarray(-13).toString(), '...\r\n...\r\n.\r\n');
});
