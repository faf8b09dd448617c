import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService, Wire } from '@postroom/testkit';
import { header2 } from '../../../packages/net/proxy-protocol/testing.ts';
import { eventually } from '../../support/eventually.ts';
import { sumOf } from '../../support/metrics.ts';
import {
  deliver,
  doors,
  greet,
  greeting,
  logged,
  metricsOf,
  PROXY,
  platform,
  ports,
  proxied,
  version1,
  version2,
} from './platform.testing.ts';

test('a load balancer that sends a missing or broken PROXY header gets no reply', async () => {
  const before = await Promise.all(['smtp-ingress', 'imap-access', 'pop3-access'].map(metricsOf));
  const wrong = [
    'EHLO client.test\r\n',
    'PROXY TCP4 here there 1 2\r\n',
    header2({ version: 3 }),
    '\x16\x03\x01\x02\x00\x01',
  ];
  for (const bytes of wrong) {
    for (const { port } of doors) {
      await using wire = await Wire.connect({ port, localAddress: PROXY });
      await wire.send(bytes);
      await wire.closed();
      assert.equal(wire.unread, '');
    }
  }
  await logged({ service: 'smtp-ingress', client: PROXY, reason: 'proxy-header', detail: 'no PROXY header' });
  const after = await Promise.all(['smtp-ingress', 'imap-access', 'pop3-access'].map(metricsOf));
  const counted = (text: string) => sumOf(text, 'postroom_connections_refused_total', 'reason="proxy-header"');
  assert.deepEqual(
    after.map((text, index) => counted(text) - counted(before[index] ?? '')),
    [3, 2, 2].map((ports) => ports * wrong.length),
  );
});

test('a load balancer that sends nothing is disconnected after a while', async () => {
  await Promise.all(
    doors.map(async ({ port }) => {
      await using wire = await Wire.connect({ port, localAddress: PROXY });
      await wire.closed(9_000);
      assert.equal(wire.unread, '');
    }),
  );
  await logged({ service: 'smtp-ingress', client: PROXY, reason: 'proxy-timeout' });
});

test('a load balancer that resets right after its PROXY header leaves nothing behind', async () => {
  const open = async (service: string): Promise<number> => sumOf(await metricsOf(service), 'postroom_connections');
  const services = new Set(doors.map(({ service }) => service));
  for (const service of services) await eventually('no connections', async () => (await open(service)) === 0);
  for (const { port } of doors) {
    for (let round = 0; round < 20; round++) {
      const wire = await Wire.connect({ port, localAddress: PROXY });
      await wire.send(round % 2 ? version1('203.0.113.1') : version2('203.0.113.1'));
      if (round % 3) await new Promise(setImmediate);
      wire.socket.resetAndDestroy();
    }
  }
  for (const service of services) await eventually('no connections', async () => (await open(service)) === 0);
  for (const one of doors) {
    await using wire = await proxied(one, version2('203.0.113.1'));
    await wire.expect(greeting);
  }
});

test('a PROXY header from any other address is a protocol error and changes no client address', async () => {
  await using smtp = await Wire.connect({ port: ports.SMTP_PORT });
  await smtp.expect(greeting);
  await smtp.send(version1('203.0.113.99'));
  await smtp.expect(/^500 /);
  await greet(smtp);
  assert.equal(await deliver(smtp), '127.0.0.1');

  await using imap = await Wire.connect({ port: ports.IMAP_PORT });
  await imap.send(version1('203.0.113.99'));
  await imap.expect(greeting);
  await imap.expect(/^PROXY BAD /);
  await using pop3 = await Wire.connect({ port: ports.POP3_PORT });
  await pop3.send(version1('203.0.113.99'));
  await pop3.expect(greeting);
  await pop3.expect(/^-ERR/);
  for (const { port } of doors.filter(({ implicitTls }) => implicitTls)) {
    const wire = await Wire.connect({ port });
    await wire.send(version2('203.0.113.99'));
    await assert.rejects(wire.upgrade());
    wire.close();
  }
});

test('an invalid PROXY_PROTOCOL_FROM stops the service at the start', async () => {
  await assert.rejects(
    startService('pop3-access', {
      databaseUrl: platform.settings.databaseUrl,
      redisUrl: platform.settings.redisUrl,
      env: { PROXY_PROTOCOL_FROM: '10.0.0.0/8;10.1.0.0/16' },
    }),
    /PROXY_PROTOCOL_FROM: "10\.0\.0\.0\/8;10\.1\.0\.0\/16" is neither an IP address nor a range/,
  );
});
