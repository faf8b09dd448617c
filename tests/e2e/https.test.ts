import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { after, test } from 'node:test';
import { connect } from 'node:tls';
import { freePort } from '@postroom/launch';
import { startDns, startPlatform, testPebble } from '@postroom/testkit';
import { eventually } from '../support/eventually.ts';

// The page, MTA-STS and autoconfig over HTTPS without a proxy, with certificates that an authority issues automatically.

const WEB = 'mail.postroom.test';
const OURS = 'customer.test';
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const here = { A: ['127.0.0.1'] };
const dns = stack.use(
  await startDns({
    [WEB]: here,
    [`mta-sts.${OURS}`]: { CNAME: WEB },
    [`autoconfig.${OURS}`]: here,
    'mta-sts.other.test': { A: ['192.0.2.7'] },
  }),
);
const pebble = await testPebble(dns.address);
if (pebble) stack.use(pebble);

test('mta-sts.<domain> and autoconfig.<domain> have certificates and are served over HTTPS', {
  skip: !pebble && 'there is no pebble here',
  timeout: 280_000,
}, async () => {
  if (!pebble) return;
  const HTTPS_PORT = await freePort();
  const platform = stack.use(
    await startPlatform({
      services: ['mailbox-store', 'web-access'],
      mailHostname: WEB,
      env: {
        DNS_SERVERS: dns.address,
        NODE_EXTRA_CA_CERTS: pebble.caFile,
        ACME_DIRECTORY_URL: pebble.directoryUrl,
        ACME_TERMS: 'agreed',
        ACME_WEB_NAMES: 'on',
        CERTIFICATE_SECRET: 'a secret of this platform, long enough',
        HTTPS_PORT: String(HTTPS_PORT),
        HTTP_REDIRECT: 'on',
        PUBLIC_URL: `https://${WEB}:${HTTPS_PORT}`,
      },
    }),
  );
  const { HTTP_PORT, ADMIN_PORT } = platform.ports;
  await pebble.start(HTTP_PORT);
  const admin = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${ADMIN_PORT}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${platform.adminToken}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response;
  };
  for (const name of [OURS, 'other.test']) await admin('POST', '/domains', { name });
  // The authority may not have been up when our own name was first ordered.
  await admin('PUT', `/certificates/${WEB}`);
  const good = async (): Promise<string[]> => {
    const { certificates } = (await (await admin('GET', '/certificates')).json()) as {
      certificates: { name: string; state: string }[];
    };
    return certificates.flatMap(({ name, state }) => (state === 'good' ? [name] : []));
  };
  const wanted = [`autoconfig.${OURS}`, WEB, `mta-sts.${OURS}`];
  await eventually(
    'certificates of the names that lead here, and no others',
    async () => ((await good()).toSorted().join() === wanted.toSorted().join() ? true : undefined),
    150_000,
  );

  const ca = await pebble.root();
  /** Requests a path by HTTPS; fails unless the certificate is for this name and issued by pebble. */
  const ask = async (host: string, path: string): Promise<{ status: number; text: string; hsts: unknown }> => {
    const options = {
      host: '127.0.0.1',
      port: HTTPS_PORT,
      servername: host,
      ca,
      path,
      headers: { host },
      agent: false,
    };
    const [response] = (await once(request(options).end(), 'response')) as [IncomingMessage];
    const text = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString();
    return { status: response.statusCode ?? 0, text, hsts: response.headers['strict-transport-security'] };
  };
  const answered = (host: string, path: string) =>
    eventually(`an answer of ${host}`, () => ask(host, path).catch(() => undefined), 60_000);
  const policy = await answered(`mta-sts.${OURS}`, '/.well-known/mta-sts.txt');
  assert.deepEqual([policy.status, policy.text.split('\r\n', 1)], [200, ['version: STSv1']]);
  const config = await answered(`autoconfig.${OURS}`, '/mail/config-v1.1.xml');
  assert.equal(config.status, 200);
  assert.match(config.text, /<clientConfig/);
  assert.equal((await answered(WEB, '/jmap/session')).status, 401);

  /** Requests a path by plain HTTP. */
  const plain = async (path: string): Promise<[status: number | undefined, to: string | undefined]> => {
    const sent = plainRequest({ host: '127.0.0.1', port: HTTP_PORT, path, headers: { host: WEB }, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    return [response.statusCode, response.headers.location];
  };
  const page = await ask(WEB, '/');
  if (page.status === 200) {
    assert.match(String(page.hsts), /^max-age=/);
    assert.deepEqual(await plain('/join?x=1'), [308, `https://${WEB}:${HTTPS_PORT}/join?x=1`]);
  }
  assert.deepEqual(await plain('/.well-known/acme-challenge/none-of-this-name'), [404, undefined]);
  assert.deepEqual(await plain('/jmap/session'), [401, undefined]);

  const tls = connect({
    socket: connectTcp(HTTPS_PORT, '127.0.0.1'),
    servername: 'unknown.test',
    ca,
    rejectUnauthorized: false,
  });
  await once(tls, 'secureConnect');
  assert.match(
    tls.getPeerX509Certificate()?.subjectAltName ?? '',
    new RegExp(`DNS:${WEB}`),
    'of our name for all others',
  );
  tls.destroy();
});
