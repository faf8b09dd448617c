import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { type ConnectOptions, connectSmtp } from './connect.ts';
import { type FailureClass, SmtpFailure, type Stage } from './failure.ts';

/** Starts a server that misuses the socket. */
async function hostile(behave: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    behave(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    helloName: 'me.test',
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function fails(options: ConnectOptions, stage: Stage, kind: FailureClass, text: RegExp): Promise<void> {
  await assert.rejects(connectSmtp(options), (error) => {
    assert.ok(error instanceof SmtpFailure);
    assert.deepEqual([error.stage, error.class], [stage, kind], error.message);
    assert.match(error.message, text);
    return true;
  });
}

/** Writes the same text for ever, as fast as it is read. */
function flood(socket: Socket, text: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

test('a line of 10 MB or without an end fails', async () => {
  await using server = await hostile((socket) => flood(socket, 'x'.repeat(65_536)));
  await fails(server, 'greeting', 'connection', /line that is too long/);
});

test('an endless reply fails', async () => {
  await using server = await hostile((socket) => flood(socket, '220-more\r\n'.repeat(1000)));
  await fails(server, 'greeting', 'connection', /reply that is too long/);
});

test('a reply that drips line by line does not extend the timeout', async () => {
  await using server = await hostile((socket) => {
    const timer = setInterval(() => socket.write('220-wait\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  });
  await fails({ ...server, timeouts: { greeting: 300 } }, 'greeting', 'connection', /timed out/);
});

test('a silent server times out', async () => {
  await using server = await hostile(() => {});
  await fails({ ...server, timeouts: { greeting: 100 } }, 'greeting', 'connection', /timed out/);
});

test('silence in the TLS handshake times out', async () => {
  await using server = await hostile((socket) => {
    socket.write('220 hi\r\n');
    socket.once('data', () => {
      socket.write('250-x\r\n250 STARTTLS\r\n');
      socket.once('data', () => socket.write('220 go\r\n'));
    });
  });
  await fails({ ...server, timeouts: { tls: 100 } }, 'starttls', 'connection', /TLS handshake timed out/);
});

test('a server that does not speak SMTP fails', async () => {
  for (const words of [
    'HTTP/1.1 400 Bad Request\r\n',
    '\x16\x03\x01\x02\0\x01\r\n',
    'SSH-2.0-OpenSSH\r\n',
    '\r\n\r\n',
  ]) {
    await using server = await hostile((socket) => socket.write(words));
    await fails(server, 'greeting', 'connection', /does not speak SMTP/);
  }
});

test('a server that hangs up, refuses or closes is reported', async () => {
  await using hangsUp = await hostile((socket) => socket.destroy());
  await fails(hangsUp, 'greeting', 'connection', /connection (lost|closed)/);
  await using refuses = await hostile((socket) => socket.end('554 5.3.2 No SMTP here\r\n'));
  await fails(refuses, 'greeting', 'permanent', /No SMTP here/);
  await using busy = await hostile((socket) => socket.end('421 4.3.2 Too many connections\r\n'));
  await fails(busy, 'greeting', 'temporary', /Too many/);
  const { port } = await hostile(() => {}).then(async (server) => {
    await server[Symbol.asyncDispose]();
    return server;
  });
  await fails({ host: '127.0.0.1', port, helloName: 'me.test' }, 'connect', 'connection', /refused/);
});

test('unsolicited replies use a bounded buffer and never count as an answer', async () => {
  await using server = await hostile((socket) => {
    socket.write('220 hi\r\n');
    socket.once('data', () => flood(socket, '250 yes\r\n'.repeat(1000)));
  });
  await using session = await connectSmtp(server);
  const before = process.memoryUsage().rss;
  const [outcome] = await session.send({
    reversePath: 'a@a.test',
    recipients: [{ address: 'b@b.test' }],
    size: 4,
    async *content() {
      yield Buffer.from('x\r\n');
    },
  });
  // DATA was answered 250: the server is out of step, so nothing it says counts.
  assert.equal(outcome?.result, 'connection');
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
});

test('an abort signal closes the connection at once', async () => {
  await using server = await hostile(() => {});
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  await fails({ ...server, signal: stop.signal }, 'greeting', 'connection', /connection closed/);
});
