import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readAggregate } from '@postroom/reports';
import { startDns, startSmtpPeer, Wire } from '@postroom/testkit';
import { runPostroom } from '../../cli/testing.ts';
import { startJudge } from '../../packages/sender-auth/testing.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';

// Domains that sent mail here get a daily DMARC report in a signed message of ours.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const peer = stack.use(await startSmtpPeer({ host: '127.0.0.2' }));
const dns = stack.use(
  await startDns({
    'sender.example': { A: ['127.0.0.2'], TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
    '_smtp._tls.sender.example': { TXT: ['v=TLSRPTv1; rua=mailto:tls@sender.example'] },
    '_dmarc.sender.example': { TXT: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@sender.example!10m'] },
  }),
);
const fixture = stack.use(
  await openFixture({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    env: {
      DNS_SERVERS: dns.address,
      OUTBOUND_PORT: `${peer.port}`,
      SENDER_AUTH_PRIVATE: 'ask',
      SWEEP_SECONDS: '0.2',
      DKIM_SECRET: 'a secret of these tests, and long enough',
    },
  }),
);
const { ports, adminToken } = fixture.platform;
await fixture.stage.account('alice@postroom.test');

async function postroom(...args: string[]) {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: adminToken };
  const { code, stdout, stderr } = await runPostroom(['--json', ...args], { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function bring(reversePath: string): Promise<void> {
  await using wire = await Wire.connect({ port: ports.SMTP_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`MAIL FROM:<${reversePath}>`, /^250 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.line('From: <bob@sender.example>', 'Subject: x', '', 'x', '.');
  await wire.expect(/^250 /);
}

test("a DMARC report of received mail reaches the sender's domain", async () => {
  await postroom('domain', 'dkim', 'rotate', 'postroom.test', '--now');
  await bring('bob@sender.example');
  await bring('bob@sender.example');
  await bring('mallory@other.example');
  await eventually(
    'what was found',
    async () => {
      const { rows } = await fixture.stage.pool.query<{ mails: number }>(
        'select sum(count)::int as mails from measured_dmarc',
      );
      return rows[0]?.mails === 3;
    },
    30_000,
  );
  await fixture.stage.pool.query('update dmarc_reports set due_at = now()');
  const report = await eventually('the report', async () => peer.messages[0], 30_000);
  const raw = Buffer.from(report.content);
  const read = await readAggregate(
    (async function* () {
      yield raw;
    })(),
  );
  assert.ok(read.kind === 'dmarc');
  assert.deepEqual([read.policy.domain, read.policy.p], ['sender.example', 'quarantine']);
  assert.deepEqual(
    read.records.map(({ source, count, disposition, dkim, spf }) => [source, count, disposition, dkim, spf]),
    [
      ['127.0.0.1', 2, 'pass', 'fail', 'pass'],
      ['127.0.0.1', 1, 'quarantine', 'fail', 'fail'],
    ],
  );
  const { records } = await postroom('domain', 'dns', 'postroom.test');
  const keys = records.filter(({ name }: { name: string }) => name.includes('._domainkey.'));
  const zone = Object.fromEntries(
    keys.map(({ name, value }: { name: string; value: string }) => [
      name.slice(0, -1),
      { TXT: [value.replaceAll('" "', '').slice(1, -1)] },
    ]),
  );
  await using judge = await startJudge({ ...zone, '_dmarc.postroom.test': { TXT: ['v=DMARC1; p=reject'] } });
  assert.equal((await judge.check(raw)).dmarc.result, 'pass', 'RFC 9990 3.5.2');

  // RFC 8460: the report went to a server without TLS, and its domain wants to know that too.
  await eventually(
    'how TLS went',
    async () => (await fixture.stage.pool.query('select 1 from measured_tls')).rowCount === 1,
    30_000,
  );
  await fixture.stage.pool.query('update tls_reports set due_at = now()');
  const second = await eventually('the report on TLS', async () => peer.messages[1], 30_000);
  const tlsRaw = Buffer.from(second.content);
  const onTls = await readAggregate(
    (async function* () {
      yield tlsRaw;
    })(),
  );
  assert.ok(onTls.kind === 'tls');
  assert.deepEqual(
    onTls.policies.map(({ type, domain, successes, failures, details }) => [
      ...[type, domain, successes, failures],
      ...details.map((one) => [one.type, one.mx]),
    ]),
    [['no-policy-found', 'sender.example', 0, 1, ['starttls-not-supported', 'sender.example']]],
  );
  const { dmarc } = await judge.check(tlsRaw);
  assert.equal(dmarc.result, 'pass', 'RFC 8460 3: signed');
  assert.deepEqual(fixture.complaints(), []);
});
