import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { header2, tcp6 } from '../../../packages/net/proxy-protocol/testing.ts';
import { PASSWORD } from '../../support/accounts.ts';
import {
  address,
  deliver,
  door,
  doors,
  greet,
  greeting,
  headers,
  logged,
  login,
  PROXY,
  ports,
  proxied,
  version1,
  version2,
} from './platform.testing.ts';

for (const [version, header] of Object.entries(headers)) {
  test(`${version}: mail from other servers shows the client's address in its trace and in the log`, async () => {
    await using wire = await proxied(door('SMTP'), header('203.0.113.25'));
    await wire.expect(greeting);
    await greet(wire);
    assert.equal(await deliver(wire), '203.0.113.25');
    await logged({ msg: 'accepted', client: '203.0.113.25', role: 'mx' });
    // The session after STARTTLS still belongs to the same client.
    await wire.ask('STARTTLS', /^220 /);
    await wire.upgrade();
    await greet(wire);
    assert.equal(await deliver(wire), '203.0.113.25');
  });

  test(`${version}: plain-text submission requires TLS from a remote client`, async () => {
    await using wire = await proxied(door('submission'), header('203.0.113.87'));
    await wire.expect(greeting);
    assert.ok(!(await greet(wire)).some((line) => /AUTH/.test(line)), 'AUTH is offered in clear');
    await wire.ask(`AUTH PLAIN ${login}`, /^538 5\.7\.11 /);
    await wire.ask('STARTTLS', /^220 /);
    await wire.upgrade();
    assert.ok((await greet(wire)).some((line) => /AUTH PLAIN/.test(line)));
    await wire.ask(`AUTH PLAIN ${login}`, /^235 /);
    assert.equal(await deliver(wire), '203.0.113.87');
  });

  test(`${version}: submission over implicit TLS knows the client's address`, async () => {
    await using wire = await proxied(door('submissions'), header('203.0.113.65'));
    await wire.expect(greeting);
    await greet(wire);
    await wire.ask(`AUTH PLAIN ${login}`, /^235 /);
    assert.equal(await deliver(wire), '203.0.113.65');
  });

  test(`${version}: IMAP knows the client's address`, async () => {
    await using wire = await proxied(door('IMAP'), header('203.0.113.43'));
    assert.match(await wire.readLine(), /LOGINDISABLED/);
    await wire.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a NO \[PRIVACYREQUIRED\]/);
    await wire.ask('b STARTTLS', /^b OK /);
    await wire.upgrade();
    await wire.ask(`c LOGIN ${address} "${PASSWORD}"`, /^c OK /);
    await logged({ service: 'imap-access', client: '203.0.113.43' });

    await using secure = await proxied(door('IMAPS'), header('203.0.113.93'));
    await secure.expect(greeting);
    await secure.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a OK /);
    await logged({ service: 'imap-access', client: '203.0.113.93' });
  });

  test(`${version}: POP3 knows the client's address`, async () => {
    await using wire = await proxied(door('POP3'), header('203.0.113.10'));
    await wire.expect(greeting);
    await wire.ask(`USER ${address}`, /^-ERR \[SYS\/PERM\] Log in over TLS/);
    await wire.ask('STLS', /^\+OK/);
    await wire.upgrade();
    await wire.ask(`USER ${address}`, /^\+OK/);
    await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
    await wire.ask('QUIT', /^\+OK/);
    await wire.closed();
    await logged({ service: 'pop3-access', client: '203.0.113.10' });

    await using secure = await proxied(door('POP3S'), header('203.0.113.95'));
    await secure.expect(greeting);
    await secure.ask(`USER ${address}`, /^\+OK/);
    await secure.ask(`PASS ${PASSWORD}`, /^\+OK/);
    await logged({ service: 'pop3-access', client: '203.0.113.95' });
  });
}

test('a PROXY header may carry an IPv6 client, in both versions', async () => {
  const version2 = header2({ family: 0x21, body: tcp6('20010db8000000000000000000000025') });
  for (const header of [Buffer.from('PROXY TCP6 2001:db8::25 2001:db8::1 1 25\r\n'), version2]) {
    await using wire = await proxied(door('SMTP'), header);
    await wire.expect(greeting);
    await greet(wire);
    assert.equal(await deliver(wire), 'IPv6:2001:db8::25');
  }
});

test('a PROXY header that comes octet by octet is accepted', async () => {
  for (const { name, port, implicitTls } of doors) {
    await using wire = await Wire.connect({ port, localAddress: PROXY });
    await wire.send(version2('203.0.113.1'), 1);
    if (implicitTls) await wire.upgrade();
    await wire.expect(greeting).catch((cause: unknown) => assert.fail(`${name}: ${cause}`));
  }
});

test('client data in the same packet as the PROXY header is read by the session', async () => {
  await using imap = await proxied(door('IMAP'), Buffer.concat([version1('203.0.113.1'), Buffer.from('a NOOP\r\n')]));
  await imap.expect(greeting);
  await imap.expect(/^a OK/);
  await using pop3 = await proxied(door('POP3'), Buffer.concat([version2('203.0.113.1'), Buffer.from('CAPA\r\n')]));
  await pop3.expect(greeting);
  await pop3.expect(/^\+OK/);
  // A client that speaks before the greeting gets the same answer with and without a load balancer.
  await using smtp = await proxied(door('SMTP'), Buffer.concat([version2('203.0.113.1'), Buffer.from('EHLO a\r\n')]));
  await using direct = await Wire.connect({ port: ports.SMTP_PORT });
  await direct.send('EHLO a\r\n');
  assert.equal(await smtp.readLine(), await direct.readLine());
});
