import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { certificateSeal } from '@postroom/acme/kept';
import { findChallenge, listCertificates, orderCertificate } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createLogger } from '@postroom/service';
import { startDns, testDatabase, testPebble } from '@postroom/testkit';
import { keepCertificates } from './certificates.ts';

// Against pebble, which here accepts only accounts of its customers.

const BINDING = { kid: 'customer-1', hmacKey: Buffer.alloc(32, 7).toString('base64url') };
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const dns = stack.use(await startDns({ 'mail.a.test': { A: ['127.0.0.1'] }, 'mail.b.test': { A: ['127.0.0.1'] } }));
const { pool } = stack.use(await testDatabase());
const pebble = await testPebble(dns.address, BINDING);
if (pebble) stack.use(pebble);
const web = createServer(({ url = '' }, response) => {
  void findChallenge(pool, url.split('/').at(-1) ?? '').then((found) => response.end(found));
}).listen(0, '127.0.0.1');
await once(web, 'listening');
stack.defer(() => void web.close());
if (pebble) {
  setDefaultCACertificates([...getCACertificates(), await readFile(pebble.caFile, 'utf8')]);
  await pebble.start((web.address() as { port: number }).port);
}

async function orderAs(name: string, binding: typeof BINDING | undefined): Promise<string | null | undefined> {
  await orderCertificate(pool, name);
  await keepCertificates({
    pool,
    names: [],
    seal: certificateSeal('a secret of these tests, long enough'),
    log: createLogger('test', 'silent'),
    authority: { directoryUrl: pebble?.directoryUrl ?? '', email: '', binding },
    resolver: createResolver({ servers: dns.address }),
    signal: new AbortController().signal,
  });
  const certificate = (await listCertificates(pool)).find((one) => one.name === name);
  return certificate?.endsAt ? null : certificate?.failure;
}

test('RFC 8555 7.3.4: an ACME authority that needs external account binding gets it once, then knows our account', {
  skip: pebble === null && 'there is no pebble here',
  timeout: 60_000,
}, async () => {
  assert.match((await orderAs('mail.a.test', undefined)) ?? '', /external ?account/i);
  const wrong = { ...BINDING, hmacKey: Buffer.alloc(32, 8).toString('base64url') };
  assert.notEqual((await orderAs('mail.a.test', wrong)) ?? null, null);
  assert.equal(await orderAs('mail.a.test', BINDING), null);
  // Some authorities accept a binding only once, so an existing account sends none.
  assert.equal(await orderAs('mail.b.test', wrong), null);
});
