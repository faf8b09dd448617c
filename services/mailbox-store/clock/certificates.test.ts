import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { certificateSeal, keptCertificates } from '@postroom/acme/kept';
import { findChallenge, listCertificates, orderCertificate, removeCertificate } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createLogger } from '@postroom/service';
import { startDns, testDatabase, testPebble } from '@postroom/testkit';
import { type CertificateOptions, keepCertificates, serverNames } from './certificates.ts';

// Against pebble, the test authority of Let's Encrypt.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const here = { A: ['127.0.0.1'] };
const dns = stack.use(
  await startDns({ 'mail.a.test': here, 'mail.b.test': here, 'mail.c.test': here, 'bad.test': here }),
);
const { pool } = stack.use(await testDatabase());
const pebble = await testPebble(dns.address);
const skip = pebble === null && 'there is no pebble here';
if (pebble) stack.use(pebble);

/** The tokens that the authority asked for, by host name. */
const asked = new Map<string, Set<string>>();
const web = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
stack.defer(() => void web.close());
await once(web, 'listening');

async function answer({ headers: { host = '' }, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = url.split('/').at(-1) ?? '';
  const name = host.split(':')[0] as string;
  asked.set(name, (asked.get(name) ?? new Set()).add(token));
  const found = name === 'bad.test' ? undefined : await findChallenge(pool, token);
  response.writeHead(found ? 200 : 404).end(found ?? 'not here');
}

if (pebble) {
  setDefaultCACertificates([...getCACertificates(), await readFile(pebble.caFile, 'utf8')]);
  await pebble.start((web.address() as { port: number }).port);
}

const SECRET = 'a secret of these tests, long enough';
const options = (names: string[]): CertificateOptions => ({
  pool,
  names,
  seal: certificateSeal(SECRET),
  log: createLogger('test', 'silent'),
  authority: { directoryUrl: pebble?.directoryUrl ?? '', email: 'postmaster@a.test' },
  resolver: createResolver({ servers: dns.address }),
  signal: new AbortController().signal,
});
const certificateOf = async (name: string) => (await listCertificates(pool)).find((one) => one.name === name);
const kept = () => keptCertificates(pool, SECRET)?.read() ?? [];

test('several processes order each certificate once, and it is used from then on', {
  skip,
  timeout: 60_000,
}, async () => {
  const names = ['mail.a.test', 'mail.b.test'];
  await Promise.all([1, 2, 3].map(() => keepCertificates(options(names))));
  assert.deepEqual([...asked].map(([name, tokens]) => [name, tokens.size]).toSorted(), [
    ['mail.a.test', 1],
    ['mail.b.test', 1],
  ]);
  const pairs = await kept();
  assert.deepEqual(
    pairs.map(({ certificate }) => new X509Certificate(certificate).subjectAltName),
    [...['DNS:mail.a.test', 'DNS:mail.b.test']],
  );
  const { rows } = await pool.query<{ open: number }>('select count(*)::int as open from acme_challenges');
  assert.equal(rows[0]?.open, 0, 'nothing is left of the challenges');
  await keepCertificates(options(names));
  assert.equal(asked.get('mail.a.test')?.size, 1, 'nothing is ordered before it is due');
  const one = await certificateOf('mail.a.test');
  const left = ((one?.endsAt?.getTime() ?? 0) - (one?.nextAttemptAt.getTime() ?? 0)) / 1000;
  const life = ((one?.endsAt?.getTime() ?? 0) - (one?.issuedAt?.getTime() ?? 0)) / 1000;
  assert.ok(left >= life / 3 && left <= life / 2.7, 'and then while there is time');
});

test('a renewed certificate replaces the old one and keeps its key', {
  skip,
  timeout: 60_000,
}, async () => {
  const reader = keptCertificates(pool, SECRET);
  const before = await reader?.read();
  await orderCertificate(pool, 'mail.a.test');
  await keepCertificates(options(['mail.a.test', 'mail.b.test']));
  const now = await reader?.read();
  const serials = [before, now].map((pairs) =>
    pairs?.map(({ certificate }) => new X509Certificate(certificate).serialNumber),
  );
  assert.deepEqual(
    serials.map((found) => found?.length),
    [2, 2],
  );
  assert.equal(serials[0]?.filter((serial) => serials[1]?.includes(serial)).length, 1, 'that of the other name stays');
  const keys = [before, now].map((pairs) => pairs?.map(({ key }) => key.toString()).toSorted());
  assert.deepEqual(keys[0], keys[1], 'what DANE says of it stays true');
  await removeCertificate(pool, 'mail.a.test');
  await keepCertificates(options(['mail.a.test', 'mail.b.test']));
  assert.notDeepEqual(
    (await reader?.read())?.map(({ key }) => key.toString()).toSorted(),
    keys[1],
    'removed, it has a new one',
  );
});

test('failing names do not hold up the others; they record the reason and are retried later', {
  skip,
  timeout: 60_000,
}, async () => {
  asked.clear();
  await orderCertificate(pool, 'bad.test');
  await orderCertificate(pool, 'nowhere.test');
  await orderCertificate(pool, 'mail.c.test');
  await keepCertificates(options([]));
  const [bad, nowhere, good] = await Promise.all(['bad.test', 'nowhere.test', 'mail.c.test'].map(certificateOf));
  assert.match(bad?.failure ?? '', /404|invalid response|unauthorized/i);
  assert.equal(nowhere?.failure, 'the name has no address in DNS');
  assert.ok(!asked.has('nowhere.test'), 'the authority was not asked in vain');
  for (const failed of [bad, nowhere]) {
    assert.deepEqual([failed?.failures, failed?.endsAt], [1, null]);
    assert.ok((failed?.nextAttemptAt.getTime() ?? 0) > Date.now() + 20 * 60_000);
  }
  assert.deepEqual([good?.failures, good?.failure], [0, null]);
  assert.ok(good?.endsAt);
});

test('an order left by a crash or a stop is taken over by another process when due', {
  skip,
  timeout: 60_000,
}, async () => {
  await orderCertificate(pool, 'mail.b.test');
  const stopped = AbortSignal.abort();
  await keepCertificates({ ...options([]), signal: stopped });
  // As if another process had taken the order and crashed.
  await pool.query(`update certificates set leased_until = now() + interval '1 hour' where name = 'mail.b.test'`);
  const before = await certificateOf('mail.b.test');
  await keepCertificates(options([]));
  assert.deepEqual(await certificateOf('mail.b.test'), before, 'it may still be at it');
  await pool.query(`update certificates set leased_until = now() where name = 'mail.b.test'`);
  await keepCertificates(options([]));
  assert.ok(((await certificateOf('mail.b.test'))?.issuedAt ?? 0) >= (before?.issuedAt ?? 0));
  assert.ok(((await certificateOf('mail.b.test'))?.nextAttemptAt.getTime() ?? 0) > Date.now());
});

test('with another secret no certificate is usable, and a new ACME account is created', {
  skip,
  timeout: 60_000,
}, async () => {
  const other = 'another secret of these tests, as long';
  const pairs = await keptCertificates(pool, other)?.read();
  assert.ok(pairs?.every(({ key }) => key.length === 0));
  await orderCertificate(pool, 'mail.a.test');
  await keepCertificates({ ...options([]), seal: certificateSeal(other) });
  assert.match((await certificateOf('mail.a.test'))?.failure ?? '', /CERTIFICATE_SECRET has changed/);
  await orderCertificate(pool, 'mail.a.test');
  await keepCertificates({ ...options([]), seal: certificateSeal(other) });
  assert.equal((await certificateOf('mail.a.test'))?.failure, null);
});

test('certificates cover the names of the platform and of its servers', () => {
  const server = (host: string) => ({ host });
  assert.deepEqual(serverNames('Mail.A.test', [server('mail.a.test'), server('imap.bücher.test')]), [
    ...['mail.a.test', 'imap.xn--bcher-kva.test'],
  ]);
  assert.deepEqual(serverNames('localhost', [server('127.0.0.1')]), [], 'none that no authority knows');
});
