import assert from 'node:assert/strict';
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { connect } from 'node:tls';
import { startDns, startDnsProvider, startPlatform, testPebble, Wire } from '@postroom/testkit';
import { eventually } from '../support/eventually.ts';

// A new operator gets certificates without another program: pebble, Let's Encrypt's authority for tests, finds the challenges at web-access.

const HOSTNAME = 'mail.postroom.test';
const MORE = 'mail.customer.test';
const WILDCARD = '*.customers.test';
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const here = { A: ['127.0.0.1'] };
const dns = stack.use(await startDns({ [HOSTNAME]: here, [MORE]: here }));
const provider = stack.use(await startDnsProvider(dns));
const pebble = await testPebble(dns.address);
if (pebble) stack.use(pebble);

test('certificates are ordered by ACME and used by every port without a restart', {
  skip: !pebble && 'there is no pebble here',
  timeout: 280_000,
}, async () => {
  if (!pebble) return;
  const platform = stack.use(
    await startPlatform({
      services: ['mailbox-store', 'web-access', 'smtp-ingress', 'imap-access', 'pop3-access'],
      mailHostname: HOSTNAME,
      env: {
        DNS_SERVERS: dns.address,
        NODE_EXTRA_CA_CERTS: pebble.caFile,
        ACME_DIRECTORY_URL: pebble.directoryUrl,
        ACME_TERMS: 'agreed',
        ACME_EMAIL: 'postmaster@postroom.test',
        ACME_DNS_HOOK: provider.hook,
        ACME_DNS_NAMES: 'wildcards',
        CERTIFICATE_SECRET: 'a secret of this platform, long enough',
      },
    }),
  );
  const { HTTP_PORT, ADMIN_PORT, SMTP_PORT, SUBMISSIONS_PORT, IMAPS_PORT, POP3S_PORT } = platform.ports;
  await pebble.start(HTTP_PORT);
  const admin = (method: string, path: string) =>
    fetch(`http://127.0.0.1:${ADMIN_PORT}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${platform.adminToken}` },
    });
  // The authority may not have been up when our own name was first ordered.
  for (const name of [HOSTNAME, MORE, WILDCARD])
    assert.equal((await admin('PUT', `/certificates/${name}`)).status, 200);

  /** Returns the issuer of the certificate that each port shows for this name. */
  const issuers = async (name: string): Promise<string[]> => {
    const direct = [SUBMISSIONS_PORT, IMAPS_PORT, POP3S_PORT].map((port) =>
      shownBy(connectTcp(port, '127.0.0.1'), name),
    );
    const shown = await Promise.all([...direct, afterStartTls(SMTP_PORT).then((socket) => shownBy(socket, name))]);
    return shown.map(({ issuer }) => issuer);
  };
  for (const name of [HOSTNAME, MORE, 'unknown.test']) {
    await eventually(
      `certificates of pebble for ${name} on every port`,
      async () => ((await issuers(name)).every((issuer) => /^CN=Pebble/.test(issuer)) ? true : undefined),
      120_000,
    );
  }
  const isGood = async (): Promise<true | undefined> => {
    const { certificates } = (await (await admin('GET', '/certificates')).json()) as {
      certificates: { name: string; state: string }[];
    };
    const good = certificates.filter(({ state }) => state === 'good').map(({ name }) => name);
    return [HOSTNAME, MORE, WILDCARD].every((name) => good.includes(name)) && certificates.length === 3
      ? true
      : undefined;
  };
  await eventually('three good certificates', isGood, 60_000);
  await eventually(
    'the wildcard for a name below it',
    async () => {
      const { subjectAltName } = await shownBy(connectTcp(IMAPS_PORT, '127.0.0.1'), 'any.customers.test');
      return subjectAltName === `DNS:${WILDCARD}` ? true : undefined;
    },
    60_000,
  );
  assert.deepEqual(
    provider.calls.map((call) => call.split(' ').slice(0, 2).join(' ')),
    ['present _acme-challenge.customers.test', 'cleanup _acme-challenge.customers.test'],
    'by DNS the wildcard alone',
  );
  assert.equal((await admin('DELETE', `/certificates/${MORE}`)).status, 204);
  assert.equal((await admin('DELETE', `/certificates/${MORE}`)).status, 404);
  assert.equal((await admin('PUT', '/certificates/localhost')).status, 400);
});

async function shownBy(socket: Socket, servername: string): Promise<X509Certificate> {
  // TLS on a socket that the server has closed would wait for ever.
  assert.ok(!socket.destroyed, 'the server hung up');
  const tls = connect({ socket, servername, rejectUnauthorized: false });
  await once(tls, 'secureConnect');
  const certificate = tls.getPeerX509Certificate();
  tls.destroy();
  assert.ok(certificate);
  return certificate;
}

async function afterStartTls(port: number): Promise<Socket> {
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO c.test');
  await wire.until(/^250 /);
  await wire.ask('STARTTLS', /^220 /);
  wire.socket.removeAllListeners('data');
  return wire.socket;
}
