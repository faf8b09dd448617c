import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { certificateSeal, keptCertificates } from '@postroom/acme/kept';
import { listCertificates, noteDnsRecord, orderCertificate } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createLogger } from '@postroom/service';
import { startDns, startDnsProvider, testDatabase, testPebble } from '@postroom/testkit';
import { type CertificateOptions, keepCertificates } from './certificates.ts';
import { dnsProofOptions } from './prove-by-dns.ts';

// Against pebble, which uses the DNS server of testkit. No name has an address, so none could be proven by HTTP.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const dns = stack.use(await startDns({}));
const second = stack.use(await startDns({}));
const provider = stack.use(await startDnsProvider(dns));
const { pool } = stack.use(await testDatabase());
const pebble = await testPebble(dns.address);
const skip = pebble === null && 'there is no pebble here';
if (pebble) {
  stack.use(pebble);
  setDefaultCACertificates([...getCACertificates(), await readFile(pebble.caFile, 'utf8')]);
  await pebble.start(1);
}

const SECRET = 'a secret of these tests, long enough';
const log = createLogger('test', 'silent');
const resolving = {
  DNS_SERVERS: dns.address,
  DNS_TRUST_AD: 'auto',
  DNS_TRY_SECONDS: 2,
  DNS_TOTAL_SECONDS: 10,
  DNS_CACHE_MB: 1,
};
interface Wanted {
  servers?: string;
  waitSeconds?: number;
  proves?: 'all' | 'wildcards';
  signal?: AbortSignal;
}
function options({ servers = '', waitSeconds = 60, proves = 'all', signal }: Wanted = {}): CertificateOptions {
  const config = {
    ...resolving,
    ACME_DNS_NAMES: proves,
    ACME_DNS_SERVERS: servers,
    ACME_DNS_HOOK_SECONDS: 60,
    ACME_DNS_WAIT_SECONDS: waitSeconds,
  };
  return {
    pool,
    log,
    names: [],
    seal: certificateSeal(SECRET),
    authority: { directoryUrl: pebble?.directoryUrl ?? '', email: '' },
    resolver: createResolver({ servers: dns.address }),
    dns: dnsProofOptions(config, provider.hook, pool, log),
    signal: signal ?? new AbortController().signal,
  };
}
const failureOf = async (name: string) => (await listCertificates(pool)).find((one) => one.name === name)?.failure;
const inDns = () =>
  Object.values(dns.zone).flatMap((records) => (typeof records === 'object' ? (records.TXT ?? []) : []));
async function ordered(name: string, wanted?: Wanted): Promise<string | null | undefined> {
  provider.calls.length = 0;
  await orderCertificate(pool, name);
  await keepCertificates(options(wanted));
  return failureOf(name);
}

test('RFC 8555 8.4: a name and a wildcard are proved by TXT records, which are removed afterwards', {
  skip,
  timeout: 120_000,
}, async () => {
  await orderCertificate(pool, 'a.test');
  assert.equal(await ordered('*.a.test'), null);
  const pairs = (await keptCertificates(pool, SECRET)?.read()) ?? [];
  assert.deepEqual(pairs.map(({ certificate }) => new X509Certificate(certificate).subjectAltName).toSorted(), [
    ...['DNS:*.a.test', 'DNS:a.test'],
  ]);
  const calls = provider.calls.map((call) => call.split(' '));
  assert.deepEqual(
    calls.map(([task, name]) => `${task} ${name}`),
    [1, 2].flatMap(() => ['present _acme-challenge.a.test', 'cleanup _acme-challenge.a.test']),
  );
  assert.equal(calls[0]?.[2], calls[1]?.[2]);
  assert.notEqual(calls[0]?.[2], calls[2]?.[2]);
  assert.deepEqual(inDns(), []);
});

test('the authority is told only once all DNS servers show the record', { skip, timeout: 120_000 }, async () => {
  // The second server gets the zone only when it is asked for the first time.
  second.tamper = () => {
    second.zone = dns.zone;
    return undefined;
  };
  assert.equal(await ordered('b.test', { servers: `${dns.address},${second.address}` }), null);
  assert.equal(second.questions.length, 2);
  second.tamper = undefined;
  second.zone = {};
  const late = await ordered('c.test', { servers: `${dns.address},${second.address}`, waitSeconds: 1 });
  assert.match(
    late ?? '',
    new RegExp(`^TXT record \\S+ of _acme-challenge.c.test not found at ${second.address} after 1 s$`),
  );
  assert.deepEqual(inDns(), [], 'what the authority never asked for is gone as well');
});

test('a failing DNS program fails the order with its message, and its records are removed', {
  skip,
  timeout: 120_000,
}, async () => {
  provider.refuses = ['present'];
  assert.match((await ordered('d.test')) ?? '', /hook\.mjs present: exit code 3: not your zone$/);
  assert.deepEqual(
    provider.calls.map((call) => call.split(' ')[0]),
    ['present', 'cleanup'],
  );
  provider.refuses = [];
});

test('TXT records left by a crash, a stop or a failing program are removed in the next days', {
  skip,
  timeout: 120_000,
}, async () => {
  provider.refuses = ['cleanup'];
  assert.equal(await ordered('e.test'), null, 'the certificate is there all the same');
  await noteDnsRecord(pool, { name: '_acme-challenge.crashed.test', value: 'x' });
  provider.calls.length = 0;
  await keepCertificates(options());
  assert.equal(provider.calls.length, 0, 'who put it there may still want it');
  const isDue = () => pool.query('update acme_dns_records set next_removal_at = now()');
  await isDue();
  await keepCertificates(options());
  await keepCertificates(options());
  assert.equal(provider.calls.length, 2, 'not again at once');
  provider.refuses = [];
  await isDue();
  await Promise.all([keepCertificates(options()), keepCertificates(options())]);
  assert.equal(provider.calls.length, 4);
  assert.ok(provider.calls.includes('cleanup _acme-challenge.crashed.test x'));
  assert.deepEqual(inDns(), []);
  const left = async () => (await pool.query('select from acme_dns_records')).rowCount;
  assert.equal(await left(), 0);
  await noteDnsRecord(pool, { name: '_acme-challenge.gone.test', value: 'x' });
  provider.refuses = ['cleanup'];
  for (const removals of [0, 8, 9]) {
    assert.equal(await left(), 1);
    await pool.query('update acme_dns_records set next_removal_at = now(), removals = $1', [removals]);
    await keepCertificates(options());
  }
  assert.equal(await left(), 0, 'given up');
  provider.refuses = [];
});

test('DNS proves only wildcards where configured so, and nothing without a program', {
  skip,
  timeout: 120_000,
}, async () => {
  assert.equal(await ordered('f.test', { proves: 'wildcards' }), 'the name has no address in DNS');
  assert.equal(await ordered('*.f.test', { proves: 'wildcards' }), null);
  await orderCertificate(pool, '*.f.test');
  await keepCertificates({ ...options(), dns: undefined });
  assert.match((await failureOf('*.f.test')) ?? '', /set ACME_DNS_HOOK/);
});
