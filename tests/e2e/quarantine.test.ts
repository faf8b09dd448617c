import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import type { Quarantined } from '../../cli/api-types.ts';
import { runPostroom } from '../../cli/testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { ImapSession } from '../support/imap-session.ts';

// Mail in quarantine: a recipient does not see it among other mail until they, or an operator, release it.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const fixture = stack.use(
  await openFixture({
    services: ['mailbox-store', 'delivery-worker', 'imap-access', 'web-access', 'smtp-ingress'],
    counts: { 'delivery-worker': 2 },
    restart: true,
    env: {
      CLAMD_ADDRESS: await scannerOfVirus(),
      SCAN_VIRUS: 'quarantine',
      FILE_GRACE_SECONDS: '2',
      HOUSEKEEPING_SECONDS: '1',
      // The default for people who have not chosen.
      QUARANTINE_NOTICES: 'off',
    },
  }),
);
const { platform, stage } = fixture;
const { ports } = platform;
const alice = 'alice@apart.test';
const bob = 'bob@apart.test';
const ids = { alice: await stage.account(alice), bob: await stage.account(bob) };
await postroom('policy', 'set', '--for', 'apart.test', '--check', 'attachments=quarantine');

/** Starts a server that speaks clamd's protocol (INSTREAM) and finds a virus in every message that says so. */
async function scannerOfVirus(): Promise<string> {
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (octets: Buffer) => {
      text += octets.toString('latin1');
      // An empty chunk ends the stream.
      if (!text.endsWith('\0\0\0\0')) return;
      socket.end(text.includes('a virus is here') ? 'stream: Test.Virus FOUND\0' : 'stream: OK\0');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function postroom(...args: string[]): Promise<string> {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: platform.adminToken };
  const { code, stdout, stderr } = await runPostroom(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

async function listed(...args: string[]): Promise<Quarantined[]> {
  return JSON.parse(await postroom('quarantine', 'list', '--json', ...args)) as Quarantined[];
}

/** Returns the quarantined mail with that subject for that recipient. */
async function one(subject: string, recipient = alice): Promise<Quarantined> {
  const found = (await listed('--account', recipient)).filter((each) => each.subject === subject);
  assert.equal(found.length, 1, `one with the subject ${subject}`);
  return found[0] as Quarantined;
}

/** Returns a message with a program attached. */
function program(subject: string): string {
  const head = `From: Carol <carol@far.test>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`;
  const part = 'Content-Type: application/octet-stream; name="invoice.exe"\r\n\r\nMZ\r\n';
  return `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee there\r\n--b\r\n${part}--b--\r\n`;
}

function letter(subject: string, text = 'hello'): string {
  return `From: Carol <carol@far.test>\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;
}

/** Delivers messages in one session, as another server does; returns the id of the last. */
async function bring(messages: readonly string[], to: readonly string[] = [alice]): Promise<string> {
  await using wire = await Wire.connect({ port: ports.SMTP_PORT, timeout: 30_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  let reply = '';
  for (const message of messages) {
    await wire.ask('MAIL FROM:<carol@far.test>', /^250 /);
    for (const address of to) await wire.ask(`RCPT TO:<${address}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send(`${message}.\r\n`);
    reply = await wire.readLine();
    assert.match(reply, /^250 2\.0\.0 /);
  }
  return /Queued as ([0-9a-f-]{36})/.exec(reply)?.[1] ?? '';
}

/** Returns how often each subject is in each mailbox, as a mail program sees it. */
async function seen(address: string): Promise<Map<string, number>> {
  await using session = await ImapSession.login(ports.IMAP_PORT, address);
  const counts = new Map<string, number>();
  for (const mailbox of ['INBOX', 'Junk']) {
    await session.command(`EXAMINE ${mailbox}`);
    for (const { text, literals } of await session
      .command('FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]')
      .catch(() => [])) {
      const subject = /Subject: (.*)\r\n/.exec(literals[0]?.toString() ?? text)?.[1] ?? '';
      counts.set(`${mailbox} ${subject}`, (counts.get(`${mailbox} ${subject}`) ?? 0) + 1);
    }
  }
  return counts;
}

/** Sends a person's request about the quarantine to web-access; returns the status, and the JSON where there is any. */
async function person(address: string, method: string, path: string) {
  const response = await account(address, method, `quarantine${path}`);
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as { quarantined: Quarantined[] }) : null };
}

function account(address: string, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.HTTP_PORT}/account/${path}`, {
    method,
    headers: {
      authorization: `Basic ${btoa(`${address}:${PASSWORD}`)}`,
      ...(method === 'GET' ? {} : { origin: `http://127.0.0.1:${ports.HTTP_PORT}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body ? JSON.stringify(body) : null,
  });
}

/** Waits until all mail is filed; what a killed worker had is handed out again after a while. */
async function allFiled(): Promise<void> {
  await eventually(
    'all of it is filed',
    async () => {
      const { rows } = await stage.pool.query(`select 1 from deliveries where state = 'queued' limit 1`);
      return rows.length === 0;
    },
    90_000,
  );
}

test('a quarantined mail is accepted, is in no mailbox and in no search, and an operator sees the reason', async () => {
  await bring([program('=?utf-8?q?apart_=E2=82=AC?=')]);
  await bring([letter('ordinary')]);
  assert.equal((await stage.messages(ids.alice, 1)).length, 1, 'what came after it is filed');
  assert.deepEqual([...(await seen(alice)).keys()], ['INBOX ordinary']);
  const found = await one('apart €');
  assert.equal(found.from, 'Carol <carol@far.test>');
  assert.match(found.reason, /invoice\.exe/);
  const text = await postroom('quarantine', 'list', '--domain', 'apart.test');
  assert.match(text, /Carol <carol@far\.test> +alice@apart\.test +apart € /);
  assert.equal((await listed('--domain', 'else.test')).length, 0);
  assert.match(await postroom('quarantine', 'show', found.id), /why +.*invoice\.exe/);
});

test('each recipient has a copy in quarantine, and releasing one does not release the other', async () => {
  const mailId = await bring([program('for two')], [alice, bob]);
  const [hers, his] = [await one('for two'), await one('for two', bob)];
  await postroom('quarantine', 'release', hers.id);
  await stage.messages(ids.alice, 2);
  assert.equal((await seen(alice)).get('INBOX for two'), 1, 'in INBOX, not in Junk');
  assert.equal((await seen(bob)).size, 0);
  assert.equal((await one('for two', bob)).id, his.id);
  const trace = await postroom('trace', mailId);
  assert.match(trace, /quarantined +alice@apart\.test: .*invoice\.exe/);
  assert.match(trace, /released +alice@apart\.test: from quarantine, by an operator/);
  assert.match(trace, /filed +alice@apart\.test: INBOX/);
  assert.match(trace, /bob@apart\.test: quarantined/);
});

test('a user sees, releases and deletes their own quarantined mails only', async () => {
  const { body } = await person(bob, 'GET', '');
  assert.deepEqual(
    body?.quarantined.map(({ subject }) => subject),
    ['for two'],
  );
  assert.deepEqual(
    body?.quarantined[0]?.found?.map(({ by }) => by),
    ['policy attachments'],
    'by a name for which a page has words',
  );
  const id = body?.quarantined[0]?.id ?? '';
  assert.equal((await person(alice, 'POST', `/${id}/release`)).status, 404);
  assert.equal((await person(alice, 'DELETE', `/${id}`)).status, 404);
  assert.equal((await person(bob, 'POST', `/${id}/release`)).status, 204);
  assert.equal((await person(bob, 'POST', `/${id}/release`)).status, 404, 'it is settled');
  await stage.messages(ids.bob, 1);
  assert.equal((await seen(bob)).get('INBOX for two'), 1);
  const mailId = await bring([program('unwanted')], [bob]);
  assert.equal((await person(bob, 'DELETE', `/${(await one('unwanted', bob)).id}`)).status, 204);
  assert.deepEqual((await person(bob, 'GET', '')).body?.quarantined, []);
  assert.match(await postroom('trace', mailId), /dropped +bob@apart\.test: from quarantine, by bob@apart\.test/);
});

test('a virus is quarantined where configured, and only an operator can release it', async () => {
  await bring([letter('infected', 'a virus is here')]);
  const found = await one('infected');
  assert.equal(found.reason, 'virus Test.Virus');
  assert.equal((await person(alice, 'POST', `/${found.id}/release`)).status, 403);
  await postroom('quarantine', 'release', found.id);
  await stage.messages(ids.alice, 3);
  assert.equal((await seen(alice)).get('INBOX infected'), 1);
});

test('a user who asks for it is notified by mail of newly quarantined mails, once', async () => {
  const carol = 'carol@apart.test';
  const id = await stage.account(carol);
  assert.equal((await account(carol, 'PATCH', 'notices', { held: 'daily', language: 'en' })).status, 204);
  await bring([program('an offer')], [carol]);
  const [notice] = await stage.messages(id, 1);
  assert.match(notice?.toString() ?? '', /^From: .*postmaster@/m);
  assert.match(notice?.toString() ?? '', /an offer/);
  await bring([program('another'), letter('ordinary')], [carol]);
  await stage.messages(id, 2);
  assert.deepEqual(
    [...(await seen(carol)).values()],
    [1, 1],
    'the next notice is for tomorrow, and nobody else has one',
  );
  assert.equal((await stage.messages(ids.alice, 3)).length, 3);
});

test('a released mail is filed once, whatever is killed meanwhile', async () => {
  const subjects = Array.from({ length: 20 }, (_, index) => `again ${index}`);
  await bring(subjects.map(program));
  const all = (await listed('--account', alice)).filter(({ subject }) => subject.startsWith('again'));
  assert.equal(all.length, subjects.length);
  const before = 3;
  for (const [index, { id }] of all.entries()) {
    // Of two simultaneous requests one finds it already released.
    const asked = await Promise.all([person(alice, 'POST', `/${id}/release`), person(alice, 'POST', `/${id}/release`)]);
    assert.deepEqual(asked.map(({ status }) => status).sort(), [204, 404]);
    if (index === 5 || index === 12) {
      await stage.messages(ids.alice, before + 1);
      platform.fleet.process('delivery-worker-1').kill();
      platform.fleet.process('delivery-worker-2').kill();
    }
    if (index === 9) platform.fleet.process('mailbox-store').kill();
  }
  await allFiled();
  const counts = await seen(alice);
  for (const subject of subjects) assert.equal(counts.get(`INBOX ${subject}`), 1, subject);
});

test('a mail released into a full mailbox waits for room, however old it is, and does not bounce', async () => {
  const erin = 'erin@apart.test';
  const id = await stage.account(erin);
  const mailId = await bring([program('for room')], [erin]);
  await stage.pool.query("update accepted_mails set accepted_at = now() - interval '29 days' where id = $1", [mailId]);
  await stage.pool.query('update accounts set quota_bytes = 1 where id = $1', [id]);
  const found = await one('for room', erin);
  await postroom('quarantine', 'release', found.id);
  await eventually('it is tried', async () => /deferred/.test(await postroom('trace', mailId)), 30_000);
  await stage.pool.query('update accounts set quota_bytes = null where id = $1', [id]);
  await postroom('queue', 'retry', mailId);
  await stage.messages(id, 1);
  assert.equal((await seen(erin)).get('INBOX for room'), 1);
  const { rows } = await stage.pool.query(
    "select 1 from accepted_mails m join deliveries d on d.mail_id = m.id where m.source = 'generated' and d.recipient = $1",
    ['carol@far.test'],
  );
  assert.equal(rows.length, 0, 'its sender is told nothing');
});

test('quarantined mails are removed with their account', async () => {
  const frank = 'frank@apart.test';
  await stage.account(frank);
  await bring([program('for nobody')], [frank]);
  const found = await one('for nobody', frank);
  await postroom('account', 'remove', frank);
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: platform.adminToken };
  const { code, stderr } = await runPostroom(['quarantine', 'release', found.id], { env });
  assert.notEqual(code, 0);
  assert.match(stderr, /Nothing in quarantine/);
  assert.equal((await listed('--domain', 'apart.test')).filter(({ subject }) => subject === 'for nobody').length, 0);
});

test('a mail released by two operators and its recipient at once, with a kill between, is filed once', async () => {
  const gina = 'gina@apart.test';
  await stage.account(gina);
  const subjects = Array.from({ length: 10 }, (_, index) => `at once ${index}`);
  await bring(subjects.map(program), [gina]);
  const all = await listed('--account', gina);
  const admin = (each: Quarantined) =>
    fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/api/v1/quarantine/${each.id}/release`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.adminToken}` },
    }).then(({ status }) => status);
  const asked = await Promise.all(
    all.map(async (each, index) => {
      const calls = [
        admin(each),
        admin(each),
        person(gina, 'POST', `/${each.id}/release`).then(({ status }) => status),
      ];
      if (index % 4 === 0) platform.fleet.process('delivery-worker-1').kill();
      return Promise.all(calls);
    }),
  );
  for (const statuses of asked) assert.deepEqual(statuses.toSorted(), [204, 404, 404]);
  await allFiled();
  const counts = await seen(gina);
  for (const subject of subjects) assert.equal(counts.get(`INBOX ${subject}`), 1, subject);
  assert.equal((await listed('--account', gina)).length, 0);
});

test('the number of quarantined mails is a metric', async () => {
  const { spec } = platform.fleet.process('mailbox-store');
  const text = () => fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`).then((answer) => answer.text());
  await bring([program('counted')]);
  const metric = new RegExp(`^postroom_quarantine_deliveries(?:\\{.*\\})? ${(await listed()).length}$`, 'm');
  await eventually('the metric', async () => metric.test(await text()), 40_000);
});
