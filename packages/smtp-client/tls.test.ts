import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { SmtpFailure } from './failure.ts';
import { secure } from './tls.ts';

const AN_HOUR_MS = 3_600_000;

test('a server that hung up before the handshake is not waited for', async () => {
  await using server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'close');
  await assert.rejects(
    secure(socket, 'mail.test', { policy: 'opportunistic' }, AN_HOUR_MS),
    (error) => error instanceof SmtpFailure && error.stage === 'starttls' && error.retryInClear === true,
  );
});
