import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { type Platform, startDns, startPlatform, startSmtpPeer, Wire } from '@postroom/testkit';
import { createTransport } from 'nodemailer';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// What the services log: one id for a message, no addresses where they are hashed, and never a secret.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const KEY = randomBytes(16).toString('hex');
const address = 'alice@postroom.test';

const peer = stack.use(await startSmtpPeer({ host: '127.0.0.2', tls: 'good' }));
const dns = stack.use(await startDns({ 'peer.test': { A: ['127.0.0.2'] } }));
const platform = stack.use(
  await startPlatform({
    env: {
      LOG_LEVEL: 'trace',
      OUTBOUND_PORT: `${peer.port}`,
      DNS_SERVERS: dns.address,
    },
  }),
);
const stage = stack.use(backstage(platform.settings.databaseUrl));
const alice = await stage.account(address);

interface Line {
  readonly service: string;
  readonly msg: string;
  readonly mail?: string;
  readonly [field: string]: unknown;
}

function linesAbout(mail: string, { log }: Platform = platform): Line[] {
  return log
    .filter((text) => text.includes(mail))
    .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Line)
    .filter((line) => line.mail === mail);
}

async function submit(to: string, { ports }: Platform = platform): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: ports.SUBMISSION_PORT,
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: PASSWORD },
  });
  const { response } = await transport.sendMail({ from: address, to, subject: 'hello', text: 'hello' });
  transport.close();
  return /Queued as ([0-9a-f-]{36})/.exec(response)?.[1] ?? assert.fail(response);
}

/** Waits until the log lines about a message are these; their order does not count, because two processes write them. */
async function logged(mail: string, ...wanted: string[]): Promise<void> {
  const lines = () => linesAbout(mail).map(({ service, msg }) => `${service}: ${msg}`);
  await eventually(`${wanted.join(', ')}`, async () => lines().length >= wanted.length);
  assert.deepEqual(lines().sort(), wanted.sort());
}

test('every step of a mail is one log line with the id of the mail', async () => {
  const accepted = 'smtp-ingress: accepted';
  await logged(await submit(address), accepted, 'delivery-worker: filed');
  await logged(await submit('bob@peer.test'), accepted, 'delivery-worker: relayed');
  peer.script = ({ stage: at }) => (at === 'rcpt' ? '450 4.2.1 Not now' : undefined);
  await logged(await submit('carol@peer.test'), accepted, 'delivery-worker: deferred');
  peer.script = ({ stage: at }) => (at === 'rcpt' ? '550 5.1.1 No such user' : undefined);
  await logged(await submit('nobody@peer.test'), accepted, 'delivery-worker: failed');
});

test('no password and no token is ever logged, however it was sent', async () => {
  const { ports, adminToken } = platform;
  const wrong = 'a wrong guess that somebody makes';
  const plain = (password: string) => Buffer.from(`\0${address}\0${password}`).toString('base64');
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  async function session(port: number, greeting: RegExp, talk: (wire: Wire) => Promise<void>): Promise<void> {
    await using wire = await Wire.connect({ port });
    await wire.expect(greeting);
    await talk(wire);
  }

  for (const password of [PASSWORD, wrong]) {
    const right = password === PASSWORD;
    await session(ports.SUBMISSION_PORT, /^220 /, async (wire) => {
      await wire.line('EHLO x.test');
      await wire.until(/^250 /);
      await wire.ask(`AUTH PLAIN ${plain(password)}`, right ? /^235 / : /^535 /);
    });
    await session(ports.SUBMISSION_PORT, /^220 /, async (wire) => {
      await wire.line('EHLO x.test');
      await wire.until(/^250 /);
      await wire.ask('AUTH LOGIN', /^334 /);
      await wire.ask(base64(address), /^334 /);
      await wire.ask(base64(password), right ? /^235 / : /^535 /);
    });
    const answer = right ? /^a OK/ : /^a NO/;
    await session(ports.IMAP_PORT, /^\* OK/, (wire) =>
      wire.ask(`a LOGIN ${address} "${password}"`, answer).then(() => {}),
    );
    await session(ports.IMAP_PORT, /^\* OK/, (wire) =>
      wire.ask(`a AUTHENTICATE PLAIN ${plain(password)}`, answer).then(() => {}),
    );
    const mark = right ? /^\+OK/ : /^-ERR/;
    await session(ports.POP3_PORT, /^\+OK/, async (wire) => {
      await wire.ask(`USER ${address}`, /^\+OK/);
      await wire.ask(`PASS ${password}`, mark);
      await wire.ask('QUIT', /^\+OK/);
    });
    await session(ports.POP3_PORT, /^\+OK/, async (wire) => {
      await wire.ask(`AUTH PLAIN ${plain(password)}`, mark);
      await wire.ask('QUIT', /^\+OK/);
    });
    // A password in place of a command, as from a program that is out of step.
    await session(ports.IMAP_PORT, /^\* OK/, (wire) => wire.ask(`a ${password}`, /^a BAD/).then(() => {}));
    await session(ports.POP3_PORT, /^\+OK/, (wire) => wire.ask(password, /^-ERR/).then(() => {}));
    await session(ports.SUBMISSION_PORT, /^220 /, (wire) => wire.ask(base64(password), /^5\d\d /).then(() => {}));
  }
  const given = 'a password that the operator gives';
  const response = await fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/api/v1/accounts/${address}/password`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ password: given }),
  });
  assert.ok(response.ok, `${response.status}`);

  const log = platform.log.join('\n');
  assert.match(log, /logged in/);
  for (const service of ['imap-access', 'pop3-access']) {
    const failed = platform.log
      .filter((text) => text.includes('"login failed"'))
      .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Line)
      .filter((line) => line.service === service);
    assert.deepEqual(
      failed.map(({ login, client, network, reason }) => ({ login, client, network, reason })),
      Array(2).fill({ login: address, client: '127.0.0.1', network: '127.0.0.1', reason: 'authentication-failed' }),
    );
  }
  for (const secret of [PASSWORD, wrong, given].flatMap((password) => [password, base64(password), plain(password)])) {
    assert.equal(log.includes(secret), false, secret);
  }
  assert.equal(log.includes(adminToken), false, 'the admin token');
});

test('each refusal is one log line, and can be found by every address in it', async () => {
  {
    await using wire = await Wire.connect({ port: platform.ports.SMTP_PORT });
    await wire.expect(/^220 /);
    await wire.line('EHLO mail.customer.example');
    await wire.until(/^250 /);
    await wire.ask('MAIL FROM:<boss@customer.example>', /^250 /);
    await wire.ask('RCPT TO:<no-such@postroom.test>', /^550 5\.1\.1 /);
    await wire.ask(`RCPT TO:<${address}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    for (let hop = 0; hop < 60; hop++)
      await wire.line(`Received: from a by b${hop}.example; Fri, 27 Nov 2026 10:00:00 +0000`);
    await wire.line('');
    await wire.ask('.', /^554 5\.4\.6 /);
  }
  // Log lines are written asynchronously, so a line may come after the reply.
  const lines = await eventually('both lines', async () => {
    const found = platform.log.filter((text) => text.includes('"msg":"refused"'));
    return (
      found.length >= 2 &&
      found.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Line & Record<string, unknown>)
    );
  });
  const told = lines.map(({ kind, client, from, recipient, helo }) => ({ kind, client, from, recipient, helo }));
  const same = { client: '127.0.0.1', from: 'boss@customer.example', helo: 'mail.customer.example' };
  assert.deepEqual(told, [
    { kind: 'recipient', ...same, recipient: 'no-such@postroom.test' },
    { kind: 'message', ...same, recipient: undefined },
  ]);
  assert.match(String(lines[0]?.reply), /^550 5\.1\.1 /);
  const mail = String(lines[1]?.mail);

  const url = `http://127.0.0.1:${platform.ports.ADMIN_PORT}/api/v1/trace`;
  const kinds = async (query: string): Promise<string[]> => {
    const asked = `${url}?query=${encodeURIComponent(query)}`;
    const response = await fetch(asked, { headers: { authorization: `Bearer ${platform.adminToken}` } });
    const { refusals } = (await response.json()) as { refusals: { kind: string }[] };
    return [...new Set(refusals.map(({ kind }) => kind))].sort();
  };
  await eventually('they are remembered', async () => (await kinds(mail)).includes('message'));
  assert.deepEqual(await kinds('no-such@postroom.test'), ['recipient']);
  assert.deepEqual(await kinds('boss@customer.example'), ['message', 'recipient']);
  // The logins are the wrong passwords above, by each protocol.
  assert.deepEqual(await kinds('127.0.0.1'), ['login', 'message', 'recipient']);
  assert.deepEqual(await kinds(address), ['login', 'message']);
});

test('addresses are hashed in logs where LOG_ADDRESSES asks for it', async () => {
  await using hashing = await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress', 'imap-access'],
    databaseUrl: platform.settings.databaseUrl,
    env: { LOG_LEVEL: 'trace', LOG_ADDRESSES: 'hash', LOG_HASH_KEY: KEY, DNS_SERVERS: dns.address },
  });
  const token = hashing.adminToken;
  const url = `http://127.0.0.1:${hashing.ports.ADMIN_PORT}/api/v1/accounts/${encodeURIComponent(address)}/password`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ password: PASSWORD }) });
  const mail = await submit(address, hashing);
  await stage.messages(alice, 2);
  const bounced = await submit('nobody@nowhere.test', hashing);
  await eventually('the failure is logged', async () =>
    linesAbout(bounced, hashing).some(({ msg }) => msg === 'failed'),
  );
  await using wire = await Wire.connect({ port: hashing.ports.IMAP_PORT });
  await wire.expect(/^\* OK/);
  await wire.ask('a LOGIN "Alice or/nobody" "wrong"', /^a NO/);
  await wire.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a OK/);

  const log = hashing.log.join('\n');
  const hash = `~${createHmac('sha256', KEY).update(address).digest('hex').slice(0, 16)}`;
  assert.ok(linesAbout(mail, hashing).some(({ from }) => from === hash));
  assert.match(log, new RegExp(`/accounts/${hash}/password`));
  assert.doesNotMatch(log, /(?:alice|nobody)(?:@|%40)/i);
  assert.match(log, /"login failed"/);
  assert.doesNotMatch(log, /alice or|or.nobody/i);
});

test('no service starts with hashed addresses and without a key', async () => {
  await assert.rejects(
    startPlatform({ services: ['mailbox-store'], env: { LOG_ADDRESSES: 'hash' } }),
    /LOG_ADDRESSES: has no effect without LOG_HASH_KEY/,
  );
});
