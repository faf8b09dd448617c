import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after } from 'node:test';
import { createLoginFailures, createLoginTries } from '@postroom/queue';
import { Wire } from '@postroom/testkit';
import { header2, tcp4, tlv, withChecksum } from '../../../packages/net/proxy-protocol/testing.ts';
import { PASSWORD } from '../../support/accounts.ts';
import { eventually } from '../../support/eventually.ts';
import { openFixture } from '../../support/fixture.ts';

export const PROXY = '127.0.0.2';
/** An address of this machine outside of loopback, where it has one, for a load balancer there. */
export const REMOTE_PROXY = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
export const fixture = stack.use(
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
export const { platform, stage } = fixture;
export const { ports, env } = platform;
const redis = { url: env.REDIS_URL ?? '', prefix: env.REDIS_PREFIX ?? '' };
export const failures = stack.use(createLoginFailures(redis));
const limits = { perNetwork: 100, perNetworkAndAccount: 100, perAccount: 100, windowSeconds: 900, knownSeconds: 900 };
const tries = stack.use(createLoginTries({ ...redis, ...limits }));

export const address = 'alice@postroom.test';
const alice = await stage.account(address);

/** Returns how many wrong passwords count against a network. */
export async function wrongPasswords(network: string): Promise<number> {
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

export const doors: readonly Door[] = [
  { name: 'SMTP', service: 'smtp-ingress', port: ports.SMTP_PORT, implicitTls: false },
  { name: 'submission', service: 'smtp-ingress', port: ports.SUBMISSION_PORT, implicitTls: false },
  { name: 'submissions', service: 'smtp-ingress', port: ports.SUBMISSIONS_PORT, implicitTls: true },
  { name: 'IMAP', service: 'imap-access', port: ports.IMAP_PORT, implicitTls: false },
  { name: 'IMAPS', service: 'imap-access', port: ports.IMAPS_PORT, implicitTls: true },
  { name: 'POP3', service: 'pop3-access', port: ports.POP3_PORT, implicitTls: false },
  { name: 'POP3S', service: 'pop3-access', port: ports.POP3S_PORT, implicitTls: true },
];
export const greeting = /^(220 |\* OK |\+OK )/;

export const version1 = (client: string): Buffer => Buffer.from(`PROXY TCP4 ${client} 192.0.2.1 56324 25\r\n`);
export const version2 = (client: string): Buffer => header2({ body: tcp4(client) });

/** Every kind of header that a load balancer can send for a client. */
export const headers: Readonly<Record<string, (client: string) => Buffer>> = {
  'version 1': version1,
  'version 2': version2,
  'version 2 with TLVs and a checksum': (client) =>
    withChecksum({ body: Buffer.concat([tcp4(client), tlv(2, 'mail.postroom.test')]) }),
};

/** Connects as the load balancer: sends its header, and starts TLS where the port has it from the beginning. */
export async function proxied(
  { port, implicitTls }: Pick<Door, 'port' | 'implicitTls'>,
  header: Buffer,
  localAddress = PROXY,
): Promise<Wire> {
  const wire = await Wire.connect({ port, localAddress, timeout: 15_000 });
  await wire.send(header);
  if (implicitTls) await wire.upgrade();
  return wire;
}

export function door(name: string): Door {
  return doors.find((one) => one.name === name) ?? assert.fail(name);
}

export async function metricsOf(service: string): Promise<string> {
  const { spec } = platform.fleet.process(service);
  return (await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`)).text();
}

/** Waits for a log line with all of these fields and returns it. */
export function logged(fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  return eventually(JSON.stringify(fields), async () =>
    platform.log
      .filter((text) => text.includes('{'))
      .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>)
      .find((line) => Object.entries(fields).every(([name, value]) => line[name] === value)),
  );
}

export const login = Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64');

/** Sends a message to alice, and returns the client's address in its Received field. */
export async function deliver(wire: Wire): Promise<string> {
  const before = (await stage.messages(alice, 0)).length;
  await wire.ask(`MAIL FROM:<${address}>`, /^250 /);
  await wire.ask(`RCPT TO:<${address}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send('Subject: hello\r\n\r\nhello\r\n.\r\n');
  await wire.expect(/^250 /);
  const raw = (await stage.messages(alice, before + 1)).at(-1)?.toString() ?? '';
  return /^Received: from \S+ \(\[(.*)\]\)\r$/m.exec(raw)?.[1] ?? assert.fail(raw);
}

export async function greet(wire: Wire): Promise<string[]> {
  await wire.line('EHLO client.test');
  return wire.until(/^250 /);
}
