import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { transaction } from '@postroom/database';
import { addDkimKeys, addDomain, beginSigning, listDkimKeys } from '@postroom/directory';
import { type MeasuredTls, noteTls, TlsTally } from '@postroom/feedback';
import { createOutgoing, HostList } from '@postroom/outgoing';
import { announcesAggregate, readAggregate, type TlsSession } from '@postroom/reports';
import { KeySeal, newSealedKeys } from '@postroom/sender-auth/dkim';
import { testDatabase } from '@postroom/testkit';
import { generate } from 'selfsigned';
import { type SendTlsReportsOptions, sendTlsReports } from './send-tls-reports.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const counted: string[] = [];
const DAY = new Date('2026-11-27T12:00:00Z');

await addDomain(pool, 'postroom.test');
const seal = new KeySeal('a secret of these tests, and long enough');
await addDkimKeys(pool, 'postroom.test', await newSealedKeys('postroom.test', { seal, now: new Date(), taken: [] }));
for (const key of await listDkimKeys(pool, 'postroom.test')) await transaction(pool, (tx) => beginSigning(tx, key));

/** The server that receives reports by HTTPS. */
const pair = await generate([{ name: 'commonName', value: 'tls.reader.test' }], {
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'tls.reader.test' }] }],
});
const taken: { url: string; type: string | undefined; report: Record<string, unknown> }[] = [];
let status = 201;
const server = createServer({ cert: pair.cert, key: pair.private }, (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.once('end', () => {
    const report = JSON.parse(gunzipSync(Buffer.concat(pieces)).toString());
    taken.push({ url: request.url ?? '', type: request.headers['content-type'], report });
    response.writeHead(status).end();
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
stack.defer(() => void server.close().closeAllConnections());
const { port } = server.address() as AddressInfo;
const URL_HERE = `https://tls.reader.test:${port}/v1`;

const resolver = {
  a: async () => ({ kind: 'found', records: ['127.0.0.1'], name: '', isAuthentic: false }) as const,
  aaaa: async () => ({ kind: 'no-such-records', isAuthentic: false }) as const,
};
const outgoing = createOutgoing({ resolver, listed: HostList.parse(`tls.reader.test:${port}`), ca: pair.cert });

const options = (more: Partial<SendTlsReportsOptions> = {}): SendTlsReportsOptions => ({
  pool,
  outgoing,
  hostname: 'mail.postroom.test',
  organization: 'Postroom & Co',
  contact: '',
  count: (outcome) => void counted.push(outcome),
  log: { info() {}, warn() {} } as never,
  ...more,
});

const GOOD: TlsSession = {
  policy: { type: 'sts', lines: ['version: STSv1', 'mode: enforce'], mx: ['mx.wants.test'] },
  failure: null,
};
const BAD: TlsSession = {
  ...GOOD,
  failure: {
    type: 'certificate-expired',
    reason: 'CERT_HAS_EXPIRED',
    mx: 'mx.wants.test',
    sendingIp: '192.0.2.1',
    receivingIp: '192.0.2.2',
  },
};
const measured = (rua: string, session = GOOD, domain = 'wants.test'): MeasuredTls => ({ domain, rua, session });
const expire = () => pool.query('update tls_reports set due_at = now()');

/** Counts sessions in this number of workers, and makes their reports due. */
async function measure(sessions: readonly MeasuredTls[], workers = 1): Promise<void> {
  const tallies = Array.from({ length: workers }, () => new TlsTally(pool, assert.ifError));
  for (const [at, session] of sessions.entries()) tallies[at % workers]?.add(session, DAY);
  await Promise.all(tallies.map((tally) => tally[Symbol.asyncDispose]()));
  await expire();
}

/** Returns the waiting mails with their recipients. */
async function mails() {
  const { rows } = await pool.query<{ recipient: string; header: Buffer; body: Buffer }>(
    `select d.recipient, b.header, b.body from accepted_mails m join blobs b on b.id = m.blob_id
     join deliveries d on d.mail_id = m.id order by d.recipient`,
  );
  return rows;
}

async function* whole(raw: Buffer): AsyncGenerator<Buffer> {
  yield raw;
}

const state = async () => (await pool.query<{ state: string }>('select state from tls_reports')).rows[0]?.state;

beforeEach(async () => {
  await pool.query('truncate accepted_mails, deliveries, delivery_events, blobs, tls_reports, measured_tls');
  counted.length = 0;
  taken.length = 0;
  status = 201;
});

test('counts of many workers become one TLS report, sent once by any number of replicas', async () => {
  const rua = `mailto:tls@wants.test,${URL_HERE}`;
  await measure([...Array.from({ length: 9 }, () => measured(rua)), measured(rua, BAD), measured(rua, BAD)], 3);
  await Promise.all([sendTlsReports(options()), sendTlsReports(options()), sendTlsReports(options())]);
  await expire();
  await sendTlsReports(options());
  const [mail, ...more] = await mails();
  assert.deepEqual([more.length, taken.length, counted], [0, 1, ['sent']]);
  assert.equal(mail?.recipient, 'tls@wants.test');
  assert.ok(announcesAggregate(mail.header));
  const header = mail.header.toString().replace(/\r\n\s+/g, ' ');
  assert.match(header, /^Return-Path: <>\r\n/);
  assert.match(header, /^From: "?Postroom & Co"? <postmaster@postroom\.test>\r$/m);
  assert.match(header, /^TLS-Report-Domain: wants\.test\r$/m);
  assert.match(header, /^TLS-Report-Submitter: postroom\.test\r$/m);
  assert.match(header, /^Content-Type: multipart\/report; report-type=tlsrpt;/m);
  assert.match(
    header,
    /^Subject: Report Domain: wants\.test Submitter: postroom\.test Report-ID: <20261127\.wants\.test@postroom\.test>\r$/m,
  );
  const body = mail.body.toString().replace(/\r\n\s+/g, ' ');
  assert.match(body, /^Content-Type: application\/tlsrpt\+gzip/m);
  assert.match(body, /filename="?postroom\.test!wants\.test!1795737600!1795823999\.json\.gz/);
  const report = await readAggregate(whole(Buffer.concat([mail.header, mail.body])));
  assert.ok(report.kind === 'tls');
  assert.deepEqual(
    [report.organization, report.contact, report.reportId, report.beginsAt.toISOString()],
    ['Postroom & Co', 'postmaster@postroom.test', '20261127.wants.test@postroom.test', '2026-11-27T00:00:00.000Z'],
  );
  const details = [
    { type: 'certificate-expired', sendingIp: '192.0.2.1', mx: 'mx.wants.test', count: 2, reason: 'CERT_HAS_EXPIRED' },
  ];
  assert.deepEqual(report.policies, [{ type: 'sts', domain: 'wants.test', successes: 9, failures: 2, details }]);
  assert.equal((await pool.query('select 1 from measured_tls')).rowCount, 0);
});

test('a report sent by HTTPS contains the policy that was measured', async () => {
  await measure([measured(`${URL_HERE}?of=tls`), measured(`${URL_HERE}?of=tls`, BAD)]);
  await sendTlsReports(options());
  assert.deepEqual([await state(), taken.length], ['sent', 1]);
  const [{ url, type, report } = { url: '', type: '', report: {} }] = taken;
  assert.deepEqual([url, type], ['/v1?of=tls', 'application/tlsrpt+gzip']);
  assert.deepEqual(report['date-range'], {
    'start-datetime': '2026-11-27T00:00:00Z',
    'end-datetime': '2026-11-27T23:59:59Z',
  });
  const [policy] = report.policies as Record<string, unknown>[];
  assert.deepEqual(policy?.policy, {
    'policy-type': 'sts',
    'policy-domain': 'wants.test',
    'mx-host': ['mx.wants.test'],
    'policy-string': ['version: STSv1', 'mode: enforce'],
  });
  assert.deepEqual(policy?.['failure-details'], [
    {
      'result-type': 'certificate-expired',
      'sending-mta-ip': '192.0.2.1',
      'receiving-ip': '192.0.2.2',
      'receiving-mx-hostname': 'mx.wants.test',
      'failed-session-count': 1,
      'failure-reason-code': 'CERT_HAS_EXPIRED',
    },
  ]);
});

test('a failing receiver is retried, and the others get the report only once', async () => {
  const other = `https://tls.reader.test:${port}/other`;
  status = 503;
  await measure([measured(`${URL_HERE},mailto:tls@wants.test,${other}`)]);
  await sendTlsReports(options());
  assert.deepEqual([await state(), (await mails()).length, taken.length], ['waiting', 0, 2]);
  await pool.query('update tls_reports set posted = $1', [[other]]);
  status = 200;
  await expire();
  await sendTlsReports(options());
  assert.deepEqual([await state(), (await mails()).length, taken.length], ['sent', 1, 3]);
});

test('a receiver that keeps failing does not hold up reports to others', async () => {
  status = 500;
  await measure([measured(`${URL_HERE},mailto:tls@wants.test`), measured(URL_HERE, GOOD, 'alone.test')]);
  await pool.query('update tls_reports set attempts = 9');
  await sendTlsReports(options());
  const { rows } = await pool.query('select domain, state from tls_reports order by domain');
  assert.deepEqual(rows, [
    { domain: 'alone.test', state: 'failed' },
    { domain: 'wants.test', state: 'sent' },
  ]);
  assert.equal((await mails()).length, 1);
});

test('a URL that is internal or not HTTPS gets no report', async () => {
  const strict = createOutgoing({ resolver, listed: HostList.parse(''), ca: pair.cert });
  for (const url of [
    `https://127.0.0.1:${port}/`,
    `https://rebind.example.com:${port}/`,
    `http://tls.reader.test:${port}/`,
  ]) {
    await measure([measured(url)]);
    await sendTlsReports(options({ outgoing: strict }));
    assert.deepEqual([await state(), taken.length], ['unwanted', 0], url);
    await pool.query('truncate tls_reports, measured_tls');
  }
});

test('after a crash before the commit the report is sent later', async () => {
  await measure([measured(`${URL_HERE},mailto:tls@wants.test`)]);
  await sendTlsReports(options({ outgoing: { ask: () => Promise.reject(new Error('killed')) } }));
  assert.deepEqual([await state(), (await mails()).length], ['waiting', 0]);
  await expire();
  await sendTlsReports(options());
  assert.deepEqual([await state(), (await mails()).length, taken.length], ['sent', 1, 1]);
});

test('invented names cannot fill a TLS report beyond its limit', async () => {
  const count = (domain: string, at: number) => ({
    ...measured(`mailto:a@${domain}`, GOOD, domain),
    day: '2026-11-27',
    key: at.toString(16).padStart(64, '0'),
    count: 2,
  });
  const limits = { domains: 2, kinds: 3 };
  for (let at = 0; at < 5; at++) await noteTls(pool, [count('a.test', at)], limits);
  for (const domain of ['b.test', 'c.test', 'd.test']) await noteTls(pool, [count(domain, 0)], limits);
  await noteTls(pool, [count('a.test', 1)], limits);
  const { rows } = await pool.query(
    'select domain, count(*) as kinds, sum(count)::int as sessions from measured_tls group by domain order by domain',
  );
  assert.deepEqual(rows, [
    { domain: 'a.test', kinds: 3, sessions: 8 },
    { domain: 'b.test', kinds: 1, sessions: 2 },
  ]);
});
