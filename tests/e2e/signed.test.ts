import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startDns, startPlatform, startSmtpPeer, type Zone } from '@postroom/testkit';
import { createTransport } from 'nodemailer';
import { runPostroom } from '../../cli/testing.ts';
import { startJudge } from '../../packages/sender-auth/testing.ts';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';

// Mail of our users is signed with the keys that the operator was told to publish, and no private key is in a log.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const SECRET = 'a secret of these tests, and long enough';
const address = 'alice@postroom.test';
const writer = 'writer@office.test';

const peer = stack.use(await startSmtpPeer({ host: '127.0.0.2' }));
const dns = stack.use(await startDns({ 'peer.test': { A: ['127.0.0.2'] } }));
const platform = stack.use(
  await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    restart: true,
    env: { DKIM_SECRET: SECRET, LOG_LEVEL: 'trace', OUTBOUND_PORT: `${peer.port}`, DNS_SERVERS: dns.address },
  }),
);
const stage = stack.use(backstage(platform.settings.databaseUrl));
await stage.account(address);

async function postroom(...args: string[]) {
  const env = { POSTROOM_URL: `http://127.0.0.1:${platform.ports.ADMIN_PORT}`, POSTROOM_TOKEN: platform.adminToken };
  const { code, stdout, stderr } = await runPostroom(['--json', ...args], { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Returns the zone with the keys that the operator is told to publish. */
async function publishedKeys(): Promise<Zone> {
  const { records } = await postroom('domain', 'dns', 'postroom.test');
  const keys = records.filter(({ name }: { name: string }) => name.includes('._domainkey.'));
  assert.ok(keys.length >= 2);
  return Object.fromEntries(
    keys.map(({ name, value }: { name: string; value: string }) => [
      name.slice(0, -1),
      { TXT: [value.replaceAll('" "', '').slice(1, -1)] },
    ]),
  );
}

/** Sends a mail of Alice; returns what another server with these keys finds. */
async function signedBy(user: string, zone: Zone): Promise<string[]> {
  await using judge = await startJudge(zone);
  const transport = createTransport({
    host: '127.0.0.1',
    port: platform.ports.SUBMISSION_PORT,
    tls: { rejectUnauthorized: false },
    auth: { user, pass: PASSWORD },
  });
  const envelope = { from: user, to: 'bob@peer.test' };
  await transport.sendMail({ from: address, subject: 'hello', text: 'hello', html: '<p>hello', envelope });
  transport.close();
  await eventually('the mail at the other server', async () => peer.messages.length > 0);
  const { dkim } = await judge.check(peer.messages.shift()?.content ?? '');
  return dkim.map(({ result, domain }) => `${result} ${domain}`);
}

test('mail sent after a DKIM key rotation has a valid signature at the other server', async () => {
  await postroom('domain', 'dkim', 'rotate', 'postroom.test', '--now');
  const zone = await publishedKeys();
  assert.deepEqual(await signedBy(address, zone), ['pass postroom.test', 'pass postroom.test']);
  await stage.account(writer);
  await postroom('delegate', 'add', address, writer, '--mode', 'send-on-behalf');
  const onBehalf = await signedBy(writer, zone);
  assert.deepEqual(
    onBehalf,
    ['pass postroom.test', 'pass postroom.test'],
    'whoever wrote it, the domain of From signs',
  );
  dns.zone = { ...dns.zone, ...zone };
  const checked = await postroom('domain', 'dns', 'postroom.test', '--check');
  const stateOf = (part: string) => checked.records.find(({ name }: { name: string }) => name.includes(part))?.state;
  assert.deepEqual([stateOf('._domainkey.'), stateOf('_dmarc.')], ['present', 'missing']);
  assert.ok(!platform.log.some((line) => line.includes(SECRET)));
});

test('a rotation that kill -9 interrupts is done or not begun, and mail is signed by keys that are published', async () => {
  const store = platform.fleet.process('mailbox-store');
  const env = { POSTROOM_URL: `http://127.0.0.1:${platform.ports.ADMIN_PORT}`, POSTROOM_TOKEN: platform.adminToken };
  for (const isAnswered of [false, true]) {
    const rotating = runPostroom(['domain', 'dkim', 'rotate', 'postroom.test', '--now'], { env });
    if (isAnswered) await rotating;
    store.kill();
    await rotating;
    const zone = await eventually('the records', () => publishedKeys().catch(() => undefined), 60_000);
    const { rows } = await stage.pool.query(
      `select algorithm, count(*)::int as keys from dkim_keys
       where domain = 'postroom.test' and signs_at is not null and replaced_at is null group by algorithm order by algorithm`,
    );
    const one = (algorithm: string) => ({ algorithm, keys: 1 });
    assert.deepEqual(rows, [one('ed25519-sha256'), one('rsa-sha256')]);
    assert.deepEqual(await signedBy(address, zone), ['pass postroom.test', 'pass postroom.test']);
  }
});
