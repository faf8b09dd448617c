import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, test } from 'node:test';
import { createLoginFailures, createLoginTries } from '@postroom/queue';
import { startService, Wire } from '@postroom/testkit';
import { header2, tcp4, tcp6, tlv, withChecksum } from '../../packages/net/proxy-protocol/testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { sumOf } from '../support/metrics.ts';

// Behind load balancers that speak the PROXY protocol, every port sees the client's address, and trusts nobody else.

const PROXY = '127.0.0.2';
/** An address of this machine outside of loopback, where it has one, for a load balancer there. */
const REMOTE_PROXY = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const fixture = stack.use(
  await openFixture({
    env: {
      PROXY_PROTOCOL_FROM: [PROXY, ...(REMOTE_PROXY ? [REMOTE_PROXY] : []), '2001:db8::/32'].join(', '),
      MAX_CONNECTIONS_PER_ADDRESS: '3',
      SENDER_AUTH: 'off',
      POLICY: 'off',
      LOG_LEVEL: 'debug',
    },
  }),
);
const { platform, stage } = fixture;
const { ports, env } = platform;
const redis = { url: env.REDIS_URL ?? '', prefix: env.REDIS_PREFIX ?? '' };
const failures = stack.use(createLoginFailures(redis));
const limits = { perNetwork: 100, perNetworkAndAccount: 100, perAccount: 100, windowSeconds: 900, knownSeconds: 900 };
const tries = stack.use(createLoginTries({ ...redis, ...limits }));

const address = 'alice@postroom.test';
const alice = await stage.account(address);

/** Returns how many wrong passwords count against a network. */
async function wrongPasswords(network: string): Promise<number> {
  const party = { network, account: 'nobody' };
  const failures = await tries.begin(party);
  await tries.abandoned(party);
  return failures;
}

interface Door {
  readonly name: string;
  readonly service: 'smtp-ingress' | 'imap-access' | 'pop3-access';
  readonly port: number;
  readonly implicitTls: boolean;
}

const doors: readonly Door[] = [
  { name: 'SMTP', service: 'smtp-ingress', port: ports.SMTP_PORT, implicitTls: false },
  { name: 'submission', service: 'smtp-ingress', port: ports.SUBMISSION_PORT, implicitTls: false },
  { name: 'submissions', service: 'smtp-ingress', port: ports.SUBMISSIONS_PORT, implicitTls: true },
  { name: 'IMAP', service: 'imap-access', port: ports.IMAP_PORT, implicitTls: false },
  { name: 'IMAPS', service: 'imap-access', port: ports.IMAPS_PORT, implicitTls: true },
  { name: 'POP3', service: 'pop3-access', port: ports.POP3_PORT, implicitTls: false },
  { name: 'POP3S', service: 'pop3-access', port: ports.POP3S_PORT, implicitTls: true },
];
const greeting = /^(220 |\* OK |\+OK )/;

const version1 = (client: string): Buffer => Buffer.from(`PROXY TCP4 ${client} 192.0.2.1 56324 25\r\n`);
const version2 = (client: string): Buffer => header2({ body: tcp4(client) });

/** Every kind of header that a load balancer can send for a client. */
const headers: Readonly<Record<string, (client: string) => Buffer>> = {
  'version 1': version1,
  'version 2': version2,
  'version 2 with TLVs and a checksum': (client) =>
    withChecksum({ body: Buffer.concat([tcp4(client), tlv(2, 'mail.postroom.test')]) }),
};

/** Connects as the load balancer: sends its header, and starts TLS where the port has it from the beginning. */
async function proxied(
  { port, implicitTls }: Pick<Door, 'port' | 'implicitTls'>,
  header: Buffer,
  localAddress = PROXY,
): Promise<Wire> {
  const wire = await Wire.connect({ port, localAddress, timeout: 15_000 });
  await wire.send(header);
  if (implicitTls) await wire.upgrade();
  return wire;
}

function door(name: string): Door {
  return doors.find((one) => one.name === name) ?? assert.fail(name);
}

async function metricsOf(service: string): Promise<string> {
  const { spec } = platform.fleet.process(service);
  return (await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`)).text();
}

/** Waits for a log line with all of these fields and returns it. */
function logged(fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  return eventually(JSON.stringify(fields), async () =>
    platform.log
      .filter((text) => text.includes('{'))
      .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>)
      .find((line) => Object.entries(fields).every(([name, value]) => line[name] === value)),
  );
}

const login = Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64');

/** Sends a message to alice, and returns the client's address in its Received field. */
async function deliver(wire: Wire): Promise<string> {
  const before = (await stage.messages(alice, 0)).length;
  await wire.ask(`MAIL FROM:<${address}>`, /^250 /);
  await wire.ask(`RCPT TO:<${address}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send('Subject: hello\r\n\r\nhello\r\n.\r\n');
  await wire.expect(/^250 /);
  const raw = (await stage.messages(alice, before + 1)).at(-1)?.toString() ?? '';
  return /^Received: from \S+ \(\[(.*)\]\)\r$/m.exec(raw)?.[1] ?? assert.fail(raw);
}

async function greet(wire: Wire): Promise<string[]> {
  await wire.line('EHLO client.test');
  return wire.until(/^250 /);
}

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

test('no service has crashed or logged an error', () => {
  assert.deepEqual(fixture.complaints(), []);
});
