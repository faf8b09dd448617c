import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { developmentCertificates } from '@postroom/launch';
import { startPlatform } from '@postroom/testkit';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// The certificate is replaced while sessions run: no connection is refused and none is interrupted.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const platform = stack.use(
  await startPlatform({ services: ['mailbox-store', 'smtp-ingress', 'delivery-worker', 'imap-access', 'pop3-access'] }),
);
const stage = stack.use(backstage(platform.settings.databaseUrl));
const alice = await stage.account('alice@a.test');
const ca = await readFile(platform.caFile);
const { certFile, keyFile } = platform.settings.tls;
const { SUBMISSIONS_PORT, SUBMISSION_PORT, SMTP_PORT, IMAPS_PORT, IMAP_PORT, POP3S_PORT, POP3_PORT } = platform.ports;

/** The ports with TLS, each with the dialogue that starts it where it is not implicit. */
const doors = [
  { name: 'submissions', port: SUBMISSIONS_PORT, starttls: [] },
  {
    name: 'submission',
    port: SUBMISSION_PORT,
    starttls: [/^220 /, 'EHLO c.test\r\n', /^250 /m, 'STARTTLS\r\n', /^220 /m],
  },
  { name: 'smtp', port: SMTP_PORT, starttls: [/^220 /, 'EHLO c.test\r\n', /^250 /m, 'STARTTLS\r\n', /^220 /m] },
  { name: 'imaps', port: IMAPS_PORT, starttls: [] },
  { name: 'imap', port: IMAP_PORT, starttls: [/^\* OK /, 'a STARTTLS\r\n', /^a OK /m] },
  { name: 'pop3s', port: POP3S_PORT, starttls: [] },
  { name: 'pop3', port: POP3_PORT, starttls: [/^\+OK/, 'STLS\r\n', /^\+OK/m] },
] as const;
type Door = (typeof doors)[number];

/** A client that trusts only our authority. */
class Client implements Disposable {
  readonly #socket: TLSSocket;
  #text = '';

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#text += data;
    });
  }

  static async connect({ port, starttls }: Door): Promise<Client> {
    const plain = starttls.length > 0 ? await agreed(connectPlain(port, '127.0.0.1'), starttls) : undefined;
    const socket = connect({
      ...(plain ? { socket: plain } : { port, host: '127.0.0.1' }),
      ca,
      servername: 'localhost',
    });
    const client = new Client(socket);
    await once(socket, 'secureConnect');
    return client;
  }

  get certificate(): string {
    return this.#socket.getPeerX509Certificate()?.fingerprint256 ?? '';
  }

  async ask(text: string, answer: RegExp): Promise<void> {
    if (text) this.#socket.write(text);
    while (!answer.test(this.#text)) {
      if (!this.#socket.readable) throw new Error(`closed before ${answer}: ${this.#text}`);
      await sleep(5);
    }
    this.#text = '';
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** Goes through a dialogue: a RegExp is waited for, a string is sent. */
async function agreed(socket: Socket, dialogue: readonly (RegExp | string)[]): Promise<Socket> {
  let text = '';
  const onData = (data: Buffer): void => {
    text += data;
  };
  socket.on('data', onData);
  for (const step of dialogue) {
    if (typeof step === 'string') {
      text = '';
      socket.write(step);
    } else while (!step.test(text)) await sleep(5);
  }
  socket.off('data', onData);
  return socket;
}

/** Returns the certificate that a new connection to each port is shown; each must be valid. */
async function shown(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const door of doors) {
    using client = await Client.connect(door);
    found[door.name] = client.certificate;
  }
  return found;
}

const all = (certificate: string) => Object.fromEntries(doors.map(({ name }) => [name, certificate]));
const plain = Buffer.from(`\0alice@a.test\0${PASSWORD}`).toString('base64');

test('new connections get the new certificate, and open sessions go on', { timeout: 60_000 }, async () => {
  const before = await shown();
  assert.deepEqual(before, all(before.imaps as string));

  using imap = await Client.connect(doors[3]);
  await imap.ask(`a LOGIN alice@a.test "${PASSWORD}"\r\n`, /^a OK /m);
  await imap.ask('b SELECT INBOX\r\nc IDLE\r\n', /^\+ /m);
  using pop3 = await Client.connect(doors[6]);
  await pop3.ask('USER alice@a.test\r\n', /\+OK/);
  await pop3.ask(`PASS ${PASSWORD}\r\n`, /\+OK/);
  using smtp = await Client.connect(doors[0]);
  await smtp.ask('', /^220 /m);
  await smtp.ask('EHLO c.test\r\n', /^250 /m);
  await smtp.ask(`AUTH PLAIN ${plain}\r\n`, /^235 /m);
  await smtp.ask('MAIL FROM:<alice@a.test>\r\nRCPT TO:<alice@a.test>\r\nDATA\r\n', /^354 /m);
  await smtp.ask('Subject: begun before\r\n', /^/);

  await developmentCertificates(dirname(certFile), ['mail.postroom.test', 'localhost', '127.0.0.1', 'new.test']);
  const after = await eventually('the new certificate on every port', async () => {
    const now = await shown();
    return Object.values(now).every((certificate) => certificate !== before.imaps) ? now : undefined;
  });
  assert.deepEqual(after, all(after.imaps as string));

  await smtp.ask('\r\nended after\r\n.\r\n', /^250 2\.0\.0 /m);
  await imap.ask('', /^\* 1 EXISTS/m);
  await imap.ask('DONE\r\nd FETCH 1 BODY.PEEK[TEXT]\r\n', /ended after[\s\S]*^d OK /m);
  await pop3.ask('NOOP\r\n', /\+OK/);
  assert.equal((await stage.messages(alice, 1)).length, 1);
  for (const client of [imap, pop3, smtp]) assert.equal(client.certificate, before.imaps);
});

test('a certificate that cannot be used does not replace the current one', { timeout: 30_000 }, async () => {
  const before = await shown();
  const good = await readFile(keyFile);
  await writeFile(keyFile, 'not a key');
  await eventually('every service saw it', async () => {
    const said = platform.log.filter((line) => /key|PEM/i.test(line)).map((line) => line.split(' ', 1)[0]);
    return ['smtp-ingress', 'imap-access', 'pop3-access'].every((name) => said.includes(name)) ? true : undefined;
  });
  assert.deepEqual(await shown(), before);
  await writeFile(keyFile, good);
});
