import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { setPassword } from '@postroom/directory';
import { startPlatform, Wire } from '@postroom/testkit';
import { scramClient } from '../../packages/sasl/scram/client.testing.ts';
import { backstage, PASSWORD } from '../support/accounts.ts';

// SCRAM logins on the sockets of IMAP and POP3; those of SMTP are in services/smtp-ingress/scram.test.ts.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { ports, settings, adminToken } = stack.use(
  await startPlatform({ services: ['mailbox-store', 'imap-access', 'pop3-access'], env: { SCRAM: 'on' } }),
);
const stage = stack.use(backstage(settings.databaseUrl));

interface Protocol {
  readonly name: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly greeting: RegExp;
  readonly authenticate: string;
  /** Matches the last line of the exchange. */
  readonly end: RegExp;
  readonly good: RegExp;
  /** Matches the refusal of a wrong proof, which is not a syntax error. */
  readonly refused: RegExp;
  readonly capabilities: string;
  readonly password: (address: string, typed?: string) => string[];
}

const protocols: readonly Protocol[] = [
  {
    name: 'IMAP',
    port: ports.IMAP_PORT,
    tlsPort: ports.IMAPS_PORT,
    greeting: /^\* OK/,
    authenticate: 'a AUTHENTICATE',
    end: /^a /,
    good: /^a OK/,
    capabilities: 'a CAPABILITY',
    refused: /^a NO \[AUTHENTICATIONFAILED\]/,
    password: (address, typed = PASSWORD) => [`a LOGIN ${address} "${typed}"`],
  },
  {
    name: 'POP3',
    port: ports.POP3_PORT,
    tlsPort: ports.POP3S_PORT,
    greeting: /^\+OK/,
    authenticate: 'AUTH',
    end: /^(\+OK|-ERR)/,
    good: /^\+OK/,
    capabilities: 'CAPA',
    refused: /^-ERR \[AUTH\]/,
    password: (address, typed = PASSWORD) => [`USER ${address}`, `PASS ${typed}`],
  },
];

for (const { name, port, tlsPort, greeting, authenticate, end, good, refused, capabilities, password } of protocols) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  async function connect(tls: boolean): Promise<Wire> {
    const wire = await Wire.connect({ port: tls ? tlsPort : port, tls, timeout: 15_000 });
    await wire.expect(greeting);
    return wire;
  }

  /** Logs in and returns the last line; also checks the server's proof. */
  async function prove(wire: Wire, mechanism: string, options: Parameters<typeof scramClient>[0]): Promise<string> {
    const client = scramClient(options);
    const challenge = async (): Promise<string> => {
      for (;;) {
        const line = await wire.readLine();
        if (line.startsWith('+ ')) return Buffer.from(line.slice(2), 'base64').toString();
        if (end.test(line)) throw new Refused(line);
      }
    };
    try {
      await wire.line(`${authenticate} ${mechanism} ${base64(client.first)}`);
      const { message, verifier } = client.final(await challenge());
      await wire.line(base64(message));
      assert.equal(await challenge(), verifier, 'the server knows the keys too');
      await wire.line('');
      return (await wire.until(end)).at(-1) ?? '';
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  }

  const channelOf = {
    'tls-exporter': (socket: TLSSocket) => socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
    'tls-server-end-point': (socket: TLSSocket) =>
      createHash('sha256')
        .update(new X509Certificate(socket.getPeerCertificate(true).raw).raw)
        .digest(),
  };

  test(`${name}: SCRAM works after a first login by password, and is bound to the connection over TLS`, async () => {
    const user = `scram-${name.toLowerCase()}@scram.test`;
    await stage.account(user);
    const me = { user, password: PASSWORD, nonce: 'fyko+d2lbbFgONRv9qkxdawL' };
    const attempt = async (options = me) => {
      await using wire = await connect(false);
      return await prove(wire, 'SCRAM-SHA-256', options);
    };
    assert.doesNotMatch(await attempt(), good, 'there are no keys yet');
    {
      await using wire = await connect(false);
      for (const line of password(user)) await wire.line(line);
      assert.match((await wire.until(/^(a |-ERR|\+OK \d)/)).at(-1) ?? '', good);
    }
    assert.match(await attempt(), good);
    assert.match(await attempt({ ...me, password: 'wrong horse' }), refused);

    for (const [binding, read] of Object.entries(channelOf)) {
      await using wire = await connect(true);
      const channel = read(wire.socket as TLSSocket);
      assert.match(await prove(wire, 'SCRAM-SHA-256-PLUS', { ...me, binding, channel }), good, binding);
      await using other = await connect(true);
      const elsewhere = Buffer.alloc(channel.length);
      assert.match(await prove(other, 'SCRAM-SHA-256-PLUS', { ...me, binding, channel: elsewhere }), refused);
    }
    // A client prepares user name and password (RFC 5802 5.1), however they were typed.
    await setPassword(stage.pool, user, 'p\u00e4ss\u00a0\u2168 word'.normalize('NFD'));
    {
      await using wire = await connect(false);
      for (const line of password(user, 'p\u00e4ss \u2168 word')) await wire.line(line);
      assert.match((await wire.until(/^(a |-ERR|\+OK \d)/)).at(-1) ?? '', good);
    }
    assert.match(await attempt({ ...me, password: 'p\u00e4ss IX word' }), good);
    await using stripped = await connect(true);
    assert.match(await prove(stripped, 'SCRAM-SHA-256', { ...me, binding: 'y' }), refused, 'PLUS was taken out');
    await using offered = await connect(true);
    await offered.line(capabilities);
    const said = (await offered.until(/^(a OK|\.$)/)).join(' ');
    for (const mechanism of ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'])
      assert.match(said, new RegExp(`[ =]${mechanism}\\b`));
  });

  test(`${name}: SCRAM works at once for a new account and a new password`, async () => {
    const user = `new-${name.toLowerCase()}@scram.test`;
    await stage.account(`other-${user}`);
    const attempt = async (password: string) => {
      await using wire = await connect(false);
      return await prove(wire, 'SCRAM-SHA-256', { user, password, nonce: 'fyko+d2lbbFgONRv9qkxdawL' });
    };
    await admin('POST', '/accounts', { address: user, password: 'correct horse battery' });
    assert.match(await attempt('correct horse battery'), good);
    await admin('PUT', `/accounts/${user}/password`, { password: 'staple after staple' });
    assert.match(await attempt('staple after staple'), good);
    assert.match(await attempt('correct horse battery'), refused);
  });
}

async function admin(method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
}

class Refused extends Error {}
