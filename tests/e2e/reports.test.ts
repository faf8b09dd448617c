import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startDns, Wire } from '@postroom/testkit';
import { runPostroom } from '../../cli/testing.ts';
import { dmarcXml, gz, mailWith, type SampleMail, tlsJson, zip } from '../../packages/reports/aggregate/testing.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';

// Reports of other servers about our domains come as mail, and the operator reads a summary.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const dns = stack.use(
  await startDns({
    'receiver.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
    '_dmarc.receiver.example': { TXT: ['v=DMARC1; p=none'] },
    'forged.example': { TXT: ['v=spf1 -all'] },
    '_dmarc.forged.example': { TXT: ['v=DMARC1; p=none'] },
  }),
);
const fixture = stack.use(
  await openFixture({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    env: { DNS_SERVERS: dns.address, SENDER_AUTH_PRIVATE: 'ask', POLICY: 'mark', SWEEP_SECONDS: '0.2' },
  }),
);
const { ports, adminToken } = fixture.platform;
const alice = await fixture.stage.account('alice@postroom.test');

async function postroom(...args: string[]): Promise<string> {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: adminToken };
  const { code, stdout, stderr } = await runPostroom(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

const totals = async () =>
  JSON.parse(await postroom('--json', 'reports', '--days', '3650')) as {
    domains: { domain: string; messages: number; sessions: number; failures: number }[];
    refused: { recipient: string; reason: string }[];
  };
const ofPostroom = async () => (await totals()).domains.find(({ domain }) => domain === 'postroom.test');

/** Delivers a message as the receiver's server does. */
async function bring(content: string | Buffer, mail: SampleMail = {}): Promise<void> {
  const { from = 'noreply@receiver.example', to = 'dmarc-reports@postroom.test' } = mail;
  await using wire = await Wire.connect({ port: ports.SMTP_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`MAIL FROM:<${from}>`, /^250 /);
  await wire.ask(`RCPT TO:<${to}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send((await mailWith(content, mail)).toString('latin1').replace(/\r\n\./g, '\r\n..'));
  await wire.line('', '.');
  await wire.expect(/^250 /);
}

test('the DNS records of a domain name the addresses for reports', async () => {
  const records = await postroom('domain', 'dns', 'postroom.test');
  assert.match(records, /rua=mailto:dmarc-reports@postroom\.test/);
  assert.match(records, /v=TLSRPTv1; rua=mailto:tls-reports@postroom\.test/);
});

test('a report received by mail is counted once, however often it comes', async () => {
  const xml = dmarcXml([
    { count: 40 },
    { source: '198.51.100.66', count: 2, disposition: 'quarantine', dkim: 'fail', spf: 'fail' },
  ]);
  for (let time = 0; time < 2; time++) await bring(gz(xml));
  await bring(gz(dmarcXml([{ count: 3 }], { id: 'r-2' })));
  await bring(gz(tlsJson()), {
    to: 'tls-reports@postroom.test',
    type: 'application/tlsrpt+gzip',
    filename: 'r.json.gz',
  });
  await eventually('both reports', async () => {
    const found = await ofPostroom();
    return found?.messages === 45 && found.sessions === 100 && found.failures === 3;
  });
  const text = await postroom('reports', 'postroom.test', '--days', '3650');
  assert.match(text, /mails in its name +45, of which passed 95\.6%/);
  assert.match(text, /^198\.51\.100\.66 +2 +0% +0 +0 +2 +0 +postroom\.test$/m);
  assert.match(text, /^certificate-expired +3 +mx\.postroom\.test +1$/m);
  assert.match(text, /^receiver\.example +DMARC +2 /m);
  assert.match(await postroom('reports', '--days', '3650'), /^postroom\.test +3 +45 +95\.6% +100 +3%$/m);
  const { rows } = await fixture.stage.pool.query(
    "select distinct state from deliveries where original_recipient like '%-reports@postroom.test'",
  );
  assert.deepEqual(rows, [{ state: 'delivered' }]);
  assert.equal((await fixture.stage.messages(alice, 0)).length, 0, 'nobody has it in a mailbox');
});

test('forged reports and mails without a report are not counted, and the reason is shown', async () => {
  const forged = dmarcXml([{ count: 1_000_000 }], { id: 'forged' });
  await bring(gz(forged), { from: 'noreply@forged.example' });
  await bring(gz(dmarcXml([{ count: 1_000_000 }], { domain: 'elsewhere.example', id: 'e' })));
  await bring('hello', { type: 'text/html', filename: 'x.html', subject: 'hello' });
  await bring(gz(dmarcXml([{}], { head: '<!DOCTYPE x SYSTEM "http://192.0.2.1/x">' })));
  const { refused } = await eventually('four refusals', async () => {
    const found = await totals();
    return found.refused.length === 4 && found;
  });
  assert.deepEqual(refused.map(({ reason }) => reason).sort(), [
    'it contains no report',
    'it is about none of our domains',
    'its XML is invalid: it declares a document type',
    'neither SPF nor DKIM proves that forged.example sent it',
  ]);
  assert.equal((await ofPostroom())?.messages, 45);
  assert.match(await postroom('reports', 'postroom.test'), /Not counted:\n.*\n.*dmarc-reports@postroom\.test/);
});

test('hostile reports are refused with a reason, and later reports are read', async () => {
  const domain = 'hostile.test';
  await fixture.stage.account(`alice@${domain}`);
  await postroom('domain', 'add', 'removed.test');
  const to = `dmarc-reports@${domain}`;
  const good = (id: string, count = 1) => dmarcXml([{ count }], { id, domain });
  const dated = (begin: number) =>
    good('dated')
      .replace(/<begin>\d+/, `<begin>${begin}`)
      .replace(/<end>\d+/, `<end>${begin + 86_399}`);
  const bad: (string | Buffer)[] = [
    gzipSync(gz(good('twice'))),
    gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20)),
    zip({ 'a.xml': Buffer.alloc(64 * 1024 * 1024, 0x3c) }),
    zip(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}.xml`, good(`n${index}`)]))),
    zip({ '../../etc/passwd': 'root', 'b.exe': 'MZ' }),
    gz(`<feedback>${'<a>'.repeat(500_000)}`),
    gz('['.repeat(1_000_000)),
    gz(`{"report-id":"x","policies":${'[{"policy":'.repeat(100_000)}`),
    gz(dated(Date.UTC(2900, 0, 1) / 1_000)),
    gz(dated(Math.round(Date.now() / 1_000) + 3 * 86_400)),
    gz(dated(-1)),
    gz(dated(Number.MAX_SAFE_INTEGER)),
    gz(good('removed-2').replaceAll(domain, 'removed.test')),
  ];
  await bring(gz(good('removed').replaceAll(domain, 'removed.test')), { to });
  await eventually('it is counted', async () => (await totals()).domains.some((one) => one.domain === 'removed.test'));
  await postroom('domain', 'remove', 'removed.test');
  for (const content of bad) await bring(content, { to });
  const large = dmarcXml(
    Array.from({ length: 15_000 }, (_, index) => ({ source: `10.0.${index >> 8}.${index & 255}`, count: 1 })),
    { id: 'large', domain },
  );
  const odd = dmarcXml(
    [{ count: -5 }, { count: 1e30 }, { count: 0.5 }, { source: 'fe80::1%eth0', count: 2 }, { count: 1_000_000_000 }],
    { id: 'odd', domain },
  );
  const tls = tlsJson({ id: 'tls', domain, failures: -3 }).replace(':97', ':1e300');
  await bring(zip({ 'readme.txt': 'hello', 'report.xml': good('behind') }), {
    to,
    filename: 'x.exe',
    type: 'text/plain',
  });
  for (const content of [gz(large), gz(odd), gz(odd), gz(tls)]) await bring(content, { to });
  const found = await eventually('all of them', async () => {
    const { domains, refused } = await totals();
    const line = domains.find((one) => one.domain === domain);
    return (
      refused.filter(({ recipient }) => recipient === to).length === bad.length &&
      line?.messages === 1_000_010_003 &&
      line
    );
  });
  assert.deepEqual([found.sessions, found.failures], [0, 0]);
});

test('an account with the report address gets the mails too, and a report to postmaster counts', async () => {
  const reader = await fixture.stage.account('dmarc-reports@people.test');
  await bring(gz(dmarcXml([{ count: 7 }], { domain: 'people.test', id: 'p-1' })), { to: 'dmarc-reports@people.test' });
  await bring(gz(dmarcXml([{ count: 8 }], { domain: 'people.test', id: 'p-2' })), { to: 'postmaster@people.test' });
  await eventually('both', async () => {
    const line = (await totals()).domains.find(({ domain }) => domain === 'people.test');
    return line?.messages === 15;
  });
  assert.equal((await fixture.stage.messages(reader, 2)).length, 2);
  assert.deepEqual(fixture.complaints(), []);
});
