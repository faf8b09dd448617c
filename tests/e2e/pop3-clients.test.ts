import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { startService } from '@postroom/testkit';
import Pop3Client from 'node-pop3';
import { fileMessages } from '../../services/pop3-access/testing.ts';
import { backstage, PASSWORD } from '../support/accounts.ts';

// Programs that people use, against the real process.
const run = promisify(execFile);
const pop3 = await startService('pop3-access');
const store = backstage(pop3.settings.databaseUrl);
after(async () => {
  await store[Symbol.asyncDispose]();
  await pop3[Symbol.asyncDispose]();
});

const messages = [
  'From: bob@postroom.test\r\nSubject: first\r\n\r\nhello\r\n',
  'Subject: dots\r\n\r\n.\r\n..two\r\nend.\r\n',
  `Subject: long\r\n\r\n${'a line of some length\r\n'.repeat(100_000)}`,
];

async function account(address: string): Promise<string> {
  const id = await store.account(address);
  await fileMessages({ pool: store.pool, objects: undefined, announce: () => {} }, id, messages);
  return address;
}

for (const tls of [false, true]) {
  test(`node-pop3 reads mail ${tls ? 'over TLS' : 'in plain text on loopback'}`, async () => {
    const user = await account(`node-${tls}@postroom.test`);
    const connect = () =>
      new Pop3Client({
        user,
        password: PASSWORD,
        host: '127.0.0.1',
        port: tls ? pop3.ports.POP3S_PORT : pop3.ports.POP3_PORT,
        tls,
        servername: 'localhost',
        tlsOptions: { rejectUnauthorized: false },
      });
    const client = connect();
    const ids = await client.UIDL();
    assert.equal(ids.length, 3);
    // node-pop3 keeps doubled dots, so the message with dots is left to the other programs.
    for (const number of [1, 3]) {
      const received = await client.RETR(number);
      assert.ok(received.trimEnd() === messages[number - 1]?.trimEnd(), `message ${number} is not as it was`);
    }
    await client.command('DELE', 1);
    await client.QUIT();
    const again = connect();
    assert.deepEqual(
      (await again.UIDL()).map(([, id]) => id),
      ids.slice(1).map(([, id]) => id),
    );
    await again.QUIT();
  });
}

const poplib = `
import poplib, ssl, sys
host, port, tls_port, user, password, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
for secure in ('stls', 'tls'):
    if secure == 'stls':
        box = poplib.POP3(host, int(port), timeout=10)
        box.stls(context=context)
    else:
        box = poplib.POP3_SSL(host, int(tls_port), timeout=10, context=context)
    assert 'UIDL' in box.capa(), box.capa()
    box.utf8()
    box.user(user)
    box.pass_(password)
    count, octets = box.stat()
    assert count == 3, count
    for number in range(1, count + 1):
        status, lines, size = box.retr(number)
        print(len(lines), hash(tuple(lines)) != 0, lines[0].decode())
    assert box.top(2, 1)[1] == [b'Subject: dots', b'', b'.'], box.top(2, 1)
    assert box.list()[1][0].split()[0] == b'1'
    box.noop()
    box.dele(3)
    box.rset()
    box.quit()
`;

test("Python's poplib reads mail with STLS and with TLS", async (context) => {
  const user = await account('python@postroom.test');
  const { POP3_PORT, POP3S_PORT } = pop3.ports;
  const args = ['-c', poplib, 'localhost', `${POP3_PORT}`, `${POP3S_PORT}`, user, PASSWORD, pop3.caFile];
  const done = await run('python3', args).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!done) return context.skip('there is no python3 here');
  const once = '4 True From: bob@postroom.test\n5 True Subject: dots\n100002 True Subject: long\n';
  assert.equal(done.stdout, once + once);
});

test('curl fetches messages by number, over TLS and with STARTTLS required', async (context) => {
  const user = await account('curl@postroom.test');
  const common = ['-sS', '--cacert', pop3.caFile, '--user', `${user}:${PASSWORD}`];
  const curl = (...args: string[]) => run('curl', [...common, ...args], { maxBuffer: 10_000_000 });
  const done = await curl(`pop3s://localhost:${pop3.ports.POP3S_PORT}/1`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!done) return context.skip('there is no curl here');
  assert.equal(done.stdout, messages[0]);
  const base = `pop3://localhost:${pop3.ports.POP3_PORT}`;
  assert.ok((await curl('--ssl-reqd', `${base}/3`)).stdout === messages[2]);
  assert.equal((await curl('--ssl-reqd', '--login-options', 'AUTH=PLAIN', `${base}/2`)).stdout, messages[1]);
  assert.match((await curl(base)).stdout, /^1 \d+\r\n2 \d+\r\n3 \d+\r\n$/);
});
