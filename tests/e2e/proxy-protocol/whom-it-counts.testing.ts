import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { header2 } from '../../../packages/net/proxy-protocol/testing.ts';
import { PASSWORD } from '../../support/accounts.ts';
import { eventually } from '../../support/eventually.ts';
import { sumOf } from '../../support/metrics.ts';
import {
  address,
  deliver,
  door,
  doors,
  failures,
  greet,
  greeting,
  headers,
  logged,
  login,
  metricsOf,
  PROXY,
  ports,
  proxied,
  REMOTE_PROXY,
  version1,
  version2,
  wrongPasswords,
} from './platform.testing.ts';

test('failed logins count for the client and not for the load balancer', async () => {
  await using smtp = await proxied(door('submissions'), version2('203.0.113.166'));
  await smtp.expect(greeting);
  await greet(smtp);
  await smtp.ask(`AUTH PLAIN ${Buffer.from(`\0${address}\0wrong`).toString('base64')}`, /^535 /);
  await using imap = await proxied(door('IMAPS'), version1('203.0.113.166'));
  await imap.expect(greeting);
  await imap.ask(`a LOGIN ${address} wrong`, /^a NO /);
  await using pop3 = await proxied(door('POP3S'), version2('203.0.113.166'));
  await pop3.expect(greeting);
  await pop3.ask(`USER ${address}`, /^\+OK/);
  await pop3.ask('PASS wrong', /^-ERR/);
  await eventually('three failures', async () => (await wrongPasswords('203.0.113.166')) === 3);
  assert.equal(await wrongPasswords(PROXY), 0);
});

test('connection limits apply to the client and not to the load balancer', async () => {
  for (const { name, service, port, implicitTls } of doors) {
    const client = `203.0.113.${200 + doors.findIndex((one) => one.name === name)}`;
    await using open = new AsyncDisposableStack();
    for (let count = 0; count < 3; count++) {
      await open.use(await proxied({ port, implicitTls }, version2(client))).expect(greeting);
    }
    const wire = open.use(await Wire.connect({ port, localAddress: PROXY }));
    await wire.send(version2(client));
    if (!implicitTls) await wire.expect(/^(421 4\.7\.0|\* BYE|-ERR) ?.*[Tt]oo many connections/);
    await wire.closed();
    await logged({ service, msg: 'connection refused', client, reason: 'address' });
    await open.use(await proxied({ port, implicitTls }, version2('203.0.113.250'))).expect(greeting);
  }
});

test('a connection of the load balancer itself is served under its own address', async () => {
  for (const header of [header2({ command: 0 }), Buffer.from('PROXY UNKNOWN\r\n')]) {
    await using wire = await proxied(door('SMTP'), header);
    await wire.expect(greeting);
    await greet(wire);
    assert.equal(await deliver(wire), PROXY);
  }
});

const elsewhere = REMOTE_PROXY ? {} : { skip: 'this machine has no address but its loopback' };

test('a loopback client of a load balancer elsewhere is not treated as local', elsewhere, async () => {
  const header = version2('127.0.0.1');
  await using smtp = await proxied(door('submission'), header, REMOTE_PROXY);
  await smtp.expect(greeting);
  assert.ok(!(await greet(smtp)).some((line) => /AUTH/.test(line)), 'AUTH is offered in clear');
  await smtp.ask(`AUTH PLAIN ${login}`, /^538 /);
  await using imap = await proxied(door('IMAP'), header, REMOTE_PROXY);
  assert.match(await imap.readLine(), /LOGINDISABLED/);
  await using pop3 = await proxied(door('POP3'), header, REMOTE_PROXY);
  await pop3.expect(greeting);
  await pop3.ask(`USER ${address}`, /^-ERR \[SYS\/PERM\]/);
});

test('a local client may log in in plain text, also behind a local load balancer', async () => {
  await using smtp = await proxied(door('submission'), version2('127.0.0.9'));
  await smtp.expect(greeting);
  await greet(smtp);
  await smtp.ask(`AUTH PLAIN ${login}`, /^235 /);
  await using imap = await proxied(door('IMAP'), version1('127.0.0.9'));
  await imap.expect(greeting);
  await imap.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a OK /);
});

test('HTTP: a wrong token counts for the client and not for the load balancer', async () => {
  for (const [index, header] of Object.values(headers).entries()) {
    const client = `203.0.113.${180 + index}`;
    await using wire = await proxied({ port: ports.ADMIN_PORT, implicitTls: false }, header(client));
    for (let request = 0; request < 2; request++) {
      await wire.line('GET /api/v1/stats HTTP/1.1', 'Host: a', 'Authorization: Bearer wrong', '');
      await wire.expect(/^HTTP\/1\.1 401 /);
      const [, length] = await wire.until(/^$/).then((lines) => lines.join('\n').match(/content-length: (\d+)/i) ?? []);
      await wire.readBytes(Number(length));
    }
    await logged({ service: 'mailbox-store', msg: 'wrong admin token', address: client });
    await eventually('two failures', async () => (await failures.count([`admin:${client}`])) === 2);
  }
  await using wire = await Wire.connect({ port: ports.ADMIN_PORT, localAddress: PROXY });
  await wire.line('GET /api/docs HTTP/1.1', 'Host: a', '');
  await wire.closed();
  assert.equal(wire.unread, '');
  assert.equal(sumOf(await metricsOf('mailbox-store'), 'postroom_connections_refused_total', 'protocol="http"'), 1);
});
