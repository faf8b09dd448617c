import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { certificateSeal } from '@postroom/acme/kept';
import { findChallenge, listCertificates } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createLogger } from '@postroom/service';
import { startDns, testDatabase, testPebble } from '@postroom/testkit';
import { askRenewals } from './ask-renewals.ts';
import { keepCertificates } from './certificates.ts';

// The pebble of Debian 12 does not support RFC 9773, so a server in front of it adds that to its directory.

const NAME = 'mail.a.test';
const DAY = 24 * 3_600_000;
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const dns = stack.use(await startDns({ [NAME]: { A: ['127.0.0.1'] } }));
const { pool } = stack.use(await testDatabase());
const pebble = await testPebble(dns.address);
const skip = pebble === null && 'there is no pebble here';
if (pebble) stack.use(pebble);

/** The authority's answer, and the certificates for which it was asked. */
let says: { status?: number; body: unknown; retryAfter?: string } = { body: {} };
let asked: string[] = [];
let tells = true;
const web = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
stack.defer(() => void web.close());
await once(web, 'listening');
const { port } = web.address() as { port: number };
const here = `http://127.0.0.1:${port}`;

async function answer({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const last = url.split('/').at(-1) ?? '';
  if (url === '/dir') {
    const directory = (await (await fetch(pebble?.directoryUrl ?? '')).json()) as object;
    response.end(JSON.stringify({ ...directory, ...(tells && { renewalInfo: `${here}/renewal` }) }));
  } else if (url.startsWith('/renewal/')) {
    asked.push(last);
    response.writeHead(says.status ?? 200, { ...(says.retryAfter && { 'Retry-After': says.retryAfter }) });
    response.end(JSON.stringify(says.body));
  } else response.end(await findChallenge(pool, last));
}

const log = createLogger('test', 'silent');
const signal = new AbortController().signal;
const asking = { pool, directoryUrl: `${here}/dir`, signal, log };
const certificate = async () => (await listCertificates(pool))[0];
const keep = () =>
  keepCertificates({
    pool,
    log,
    signal,
    names: [NAME],
    seal: certificateSeal('a secret of these tests, long enough'),
    authority: { directoryUrl: pebble?.directoryUrl ?? '', email: '' },
    resolver: createResolver({ servers: dns.address }),
  });

if (pebble) {
  setDefaultCACertificates([...getCACertificates(), await readFile(pebble.caFile, 'utf8')]);
  await pebble.start(port);
  await keep();
}

/** Resets the certificate: the renewal is planned as usual, and nobody has asked yet. */
beforeEach(async () => {
  asked = [];
  tells = true;
  await pool.query(`update certificates set renewal_info_at = now(), next_attempt_at = now() + interval '60 days'`);
});

const within = (fromDays: number, toDays: number) => ({
  suggestedWindow: {
    start: new Date(Date.now() + fromDays * DAY).toISOString(),
    end: new Date(Date.now() + toDays * DAY).toISOString(),
  },
});
const planned = async () => ((await certificate())?.nextAttemptAt.getTime() ?? 0) - Date.now();

test('RFC 9773: a certificate about to be revoked is renewed at once, and the authority is asked once', {
  skip,
  timeout: 60_000,
}, async () => {
  says = { body: within(-2, -1) };
  await Promise.all([1, 2, 3].map(() => askRenewals(asking)));
  assert.equal(asked.length, 1);
  const { rows } = await pool.query<{ chain: string }>('select chain from certificates');
  const { serialNumber } = new X509Certificate(rows[0]?.chain ?? '');
  const serial = Buffer.from(asked[0]?.split('.')[1] ?? '', 'base64url')
    .toString('hex')
    .toUpperCase();
  assert.equal(serial.replace(/^00/, ''), serialNumber);
  assert.ok((await planned()) < 0);
  const before = await certificate();
  await keep();
  assert.ok(((await certificate())?.issuedAt?.getTime() ?? 0) >= (before?.issuedAt?.getTime() ?? 0));
  const { rows: now } = await pool.query<{ chain: string }>('select chain from certificates');
  assert.notEqual(now[0]?.chain, rows[0]?.chain);
});

test('a certificate is renewed at the time the authority suggests, and the authority is asked again when it says', {
  skip,
  timeout: 60_000,
}, async () => {
  says = { body: within(10, 12), retryAfter: '7200' };
  await askRenewals(asking);
  assert.ok((await planned()) > 9.9 * DAY && (await planned()) < 12 * DAY);
  const first = await planned();
  await askRenewals(asking);
  assert.equal(asked.length, 1, 'not before');
  const { rows } = await pool.query<{ s: number }>(
    'select extract(epoch from renewal_info_at - now())::float as s from certificates',
  );
  assert.ok(Math.abs((rows[0]?.s ?? 0) - 7200) < 60);
  await pool.query('update certificates set renewal_info_at = now()');
  await askRenewals(asking);
  assert.ok(Math.abs((await planned()) - first) < 60_000, 'the moment that was chosen stays');
});

test('without a usable answer of the authority, renewal follows the usual schedule', {
  skip,
  timeout: 60_000,
}, async () => {
  const answers = [
    ...[{ status: 503, body: {} }, { body: within(5, 4) }, { body: { suggestedWindow: { start: 'soon' } } }],
    ...[{ body: null }, { body: within(1, 2), status: 404 }, { body: 'x'.repeat(2_000_000) }],
  ];
  for (const answer of answers) {
    says = answer;
    await pool.query('update certificates set renewal_info_at = now()');
    await askRenewals(asking);
    assert.ok(Math.abs((await planned()) - 60 * DAY) < 60_000, JSON.stringify(answer).slice(0, 80));
  }
  tells = false;
  asked = [];
  await pool.query('update certificates set renewal_info_at = now()');
  await askRenewals(asking);
  assert.deepEqual([asked.length, (await planned()) > 59 * DAY], [0, true], 'an authority that knows nothing of it');
});
