import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import type { connect as connectTcp } from 'node:net';
import { after, test } from 'node:test';
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { createAuthenticator } from '@postroom/directory';
import { TlsStore } from '@postroom/net';
import { createLoginTries } from '@postroom/queue';
import { testRedis, Wire } from '@postroom/testkit';
import { endPoint } from '../../packages/net/channel-bindings.ts';
import { certificateFor } from '../../packages/net/testing.ts';
import { scramClient } from '../../packages/sasl/scram/client.testing.ts';
import { PASSWORD, startSmtp } from './testing.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const smtp = stack.use(await startSmtp());
const redis = stack.use(await testRedis());
const limits = {
  perNetwork: 1000,
  perNetworkAndAccount: 1000,
  perAccount: 1000,
  windowSeconds: 900,
  knownSeconds: 900,
};
const tries = stack.use(createLoginTries({ ...redis, ...limits }));
const services = { authenticator: createAuthenticator(smtp.pool, tries, { slowAfter: 1000, scram: true }) };
const named = await certificateFor('mail.a.test');
const tlsStore = stack.use(await TlsStore.open({ pairs: [await certificateFor('mail.test'), named] }));
const mx = await smtp.listen('mx', { tlsStore });
const submissions = await smtp.listen('submission', { tlsStore, services, implicitTls: true });
await smtp.account('alice@postroom.test');

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const text = (challenge: string) => Buffer.from(challenge.slice(4), 'base64').toString();

/** Returns the name in the certificate for a client that asks for `servername`. */
async function shown(port: number, servername?: string): Promise<string | undefined> {
  const options: ConnectionOptions = { rejectUnauthorized: false, ...(servername ? { servername } : {}) };
  if (port === submissions) return subject(connect({ ...options, port, host: '127.0.0.1' }));
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO c.test');
  await wire.until(/^250 /);
  await wire.ask('STARTTLS', /^220 /);
  const { socket } = wire;
  socket.removeAllListeners('data');
  return subject(connect({ ...options, socket: socket as ReturnType<typeof connectTcp> }));
}

async function subject(socket: TLSSocket): Promise<string | undefined> {
  await once(socket, 'secureConnect');
  const name = socket.getPeerX509Certificate()?.subject;
  socket.destroy();
  return name;
}

test('each server name has its certificate, by STARTTLS and implicit TLS, and a new one is used at once', async () => {
  for (const port of [mx, submissions]) {
    assert.equal(await shown(port, 'MAIL.a.test'), 'CN=mail.a.test');
    assert.equal(await shown(port, 'other.test'), 'CN=mail.test');
    assert.equal(await shown(port), 'CN=mail.test');
  }
  const next = await certificateFor('mail.b.test');
  await copyFile(next.key, named.key);
  await copyFile(next.certificate, named.certificate);
  await tlsStore.reload();
  for (const port of [mx, submissions]) {
    assert.equal(await shown(port, 'mail.b.test'), 'CN=mail.b.test');
    assert.equal(await shown(port, 'mail.a.test'), 'CN=mail.test');
  }
});

/** Logs in, bound to the certificate of mail.b.test; returns whether the TLS session was resumed, the last reply and the next session. */
async function boundLogin(version: SecureVersion, session?: Buffer) {
  const { leaf } = tlsStore.shelf.pairFor('mail.b.test');
  const only = { minVersion: version, maxVersion: version };
  await using wire = await Wire.connect({
    port: submissions,
    tls: { rejectUnauthorized: false, servername: 'mail.b.test', session, ...only },
  });
  const socket = wire.socket as TLSSocket;
  const sessions: Buffer[] = [];
  socket.on('session', (fresh: Buffer) => sessions.push(fresh));
  await wire.expect(/^220 /);
  await wire.line('EHLO c.test');
  await wire.until(/^250 /);
  const client = scramClient({
    user: 'alice@postroom.test',
    password: PASSWORD,
    nonce: 'abcdef',
    binding: 'tls-server-end-point',
    channel: endPoint(leaf) as Buffer,
  });
  await wire.line(`AUTH SCRAM-SHA-256-PLUS ${base64(client.first)}`);
  await wire.line(base64(client.final(text(await wire.readLine())).message));
  const answer = await wire.readLine();
  if (answer.startsWith('334 ')) await wire.line('');
  const last = answer.startsWith('334 ') ? await wire.readLine() : answer;
  return { reused: socket.isSessionReused(), last, session: sessions[0] ?? socket.getSession() };
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a login is bound to the certificate of the server name, also in a resumed session`, async () => {
    await using wire = await Wire.connect({ port: submissions, tls: true });
    await wire.expect(/^220 /);
    await wire.line('EHLO c.test');
    await wire.until(/^250 /);
    await wire.ask(`AUTH PLAIN ${base64(`\0alice@postroom.test\0${PASSWORD}`)}`, /^235 /);
    const begun = await boundLogin(version);
    assert.deepEqual([begun.reused, begun.last.slice(0, 3)], [false, '235']);
    const again = await boundLogin(version, begun.session);
    assert.deepEqual([again.reused, again.last.slice(0, 3)], [true, '235']);
  });
}
