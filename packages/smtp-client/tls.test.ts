import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { answerAt, startSmtpPeer } from '@postroom/testkit';
import { connectSmtp } from './connect.ts';
import { SmtpFailure } from './failure.ts';
import type { OutgoingMessage } from './message.ts';
import { secure } from './tls.ts';

const message: OutgoingMessage = {
  reversePath: 'alice@a.test',
  recipients: [{ address: 'bob@b.test' }],
  size: 10,
  async *content() {
    yield Buffer.from('\r\nhello\r\n');
  },
};
const AN_HOUR_MS = 3_600_000;
const failsWith = (check: Partial<SmtpFailure>) => (error: unknown) => {
  assert.ok(error instanceof SmtpFailure);
  for (const [key, value] of Object.entries(check)) assert.equal(error[key as keyof SmtpFailure], value, error.message);
  return true;
};

test('STARTTLS is used if offered, and everything before it is discarded', async () => {
  await using peer = await startSmtpPeer({ tls: 'good' });
  await using session = await connectSmtp({ host: peer.host, port: peer.port, helloName: 'me.test' });
  assert.equal(session.secured, true);
  assert.equal((await session.send(message))[0]?.result, 'accepted');
  assert.equal(peer.messages[0]?.secure, true);
  assert.deepEqual(peer.lines.slice(0, 3), ['EHLO me.test', 'STARTTLS', 'EHLO me.test']);
});

test('a failed handshake says that a retry in plain text is possible', async () => {
  await using peer = await startSmtpPeer({ tls: 'broken' });
  const options = { host: peer.host, port: peer.port, helloName: 'me.test' };
  await assert.rejects(connectSmtp(options), failsWith({ stage: 'starttls', retryInClear: true }));
  await using session = await connectSmtp({ ...options, tls: { policy: 'never' } });
  assert.equal((await session.send(message))[0]?.result, 'accepted');
});

test('if STARTTLS is refused, mail goes in plain text when opportunistic, and not at all when required', async () => {
  await using peer = await startSmtpPeer({ tls: 'good', script: answerAt('starttls', '454 4.7.0 not now') });
  const options = { host: peer.host, port: peer.port, helloName: 'me.test' };
  await using session = await connectSmtp(options);
  assert.equal(session.secured, false);
  const required = connectSmtp({ ...options, tls: { policy: 'required' } });
  await assert.rejects(required, failsWith({ stage: 'starttls', class: 'temporary', retryInClear: false }));
});

test('a self-signed certificate is refused where verification is required', async () => {
  await using peer = await startSmtpPeer({ tls: 'good' });
  const tls = { policy: 'required', verify: true } as const;
  const connecting = connectSmtp({ host: peer.host, port: peer.port, name: 'peer.test', helloName: 'me.test', tls });
  await assert.rejects(connecting, failsWith({ stage: 'starttls', class: 'connection' }));
});

test('plain-text data behind the STARTTLS reply counts as an injection', async () => {
  await using peer = await startSmtpPeer({
    tls: 'good',
    script: answerAt('starttls', '220 go\r\n250-evil.test\r\n250 AUTH PLAIN'),
  });
  const connecting = connectSmtp({ host: peer.host, port: peer.port, helloName: 'me.test' });
  await assert.rejects(connecting, failsWith({ stage: 'starttls', retryInClear: true }));
});

test('a login uses PLAIN or LOGIN, never without TLS, and never appears in the log', async () => {
  const auth = { username: 'relay', password: 'secret' };
  const plainToken = Buffer.from('\0relay\0secret').toString('base64');
  for (const mechanism of ['PLAIN', 'LOGIN']) {
    await using peer = await startSmtpPeer({
      tls: 'good',
      extensions: [`AUTH ${mechanism}`],
      script: answerAt('auth', mechanism === 'LOGIN' ? '334 VXNlcm5hbWU6' : '235 ok'),
    });
    const log: string[] = [];
    const connecting = connectSmtp({
      host: peer.host,
      port: peer.port,
      helloName: 'me.test',
      auth,
      log: (_, line) => log.push(line),
    });
    if (mechanism === 'PLAIN') {
      await using session = await connecting;
      assert.equal(session.usable, true);
      assert.ok(peer.lines.includes(`AUTH PLAIN ${plainToken}`));
    } else {
      await assert.rejects(connecting, failsWith({ stage: 'auth', class: 'temporary' }));
      assert.ok(peer.lines.includes(Buffer.from('relay').toString('base64')));
    }
    assert.doesNotMatch(log.join('\n'), new RegExp(`secret|${plainToken}|${Buffer.from('relay').toString('base64')}`));
  }
  await using clear = await startSmtpPeer({ extensions: ['AUTH PLAIN'] });
  const options = { host: clear.host, port: clear.port, helloName: 'me.test' };
  await assert.rejects(connectSmtp({ ...options, auth }), failsWith({ stage: 'auth', class: 'temporary' }));
  assert.ok(!clear.lines.some((line) => line.startsWith('AUTH')));
  await using allowed = await connectSmtp({ ...options, auth: { ...auth, inClear: true } });
  assert.equal(allowed.usable, true);
});

test('a server that hung up before the handshake is not waited for', async () => {
  await using server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'close');
  const secured = secure(socket, 'mail.test', { policy: 'opportunistic' }, AN_HOUR_MS);
  await assert.rejects(secured, failsWith({ stage: 'starttls', retryInClear: true }));
});
