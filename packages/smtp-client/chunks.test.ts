import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { connectSmtp } from './connect.ts';

const REPLIES = [
  '220-mx.test\r\n220 ready\r\n',
  '250-mx.test\r\n250-PIPELINING\r\n250 8BITMIME\n',
  '250 2.1.0 ok\r\n250 2.1.5 ok\r\n550-5.1.1 no\r\n550 5.1.1 such user\r\n354\r\n',
  '250 2.0.0 taken\r\n',
];

/** Starts a server that sends the same replies to everybody, cut into pieces of this size. */
async function cutServer(size: number) {
  const serve = async (socket: Socket) => {
    const say = async (text: string) => {
      for (let at = 0; at < text.length; at += size) {
        socket.write(text.slice(at, at + size));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const waits = ['', 'EHLO', 'DATA\r\n', '\r\n.\r\n'];
    let heard = '';
    await say(REPLIES[0] ?? '');
    let next = 1;
    for await (const chunk of socket) {
      heard += chunk;
      while (next < waits.length && heard.includes(waits[next] ?? '')) await say(REPLIES[next++] ?? '');
    }
  };
  const server = createServer({ noDelay: true }, (socket) => {
    serve(socket).catch(() => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test('replies are parsed the same however the octets are split', async () => {
  for (const size of [1, 2, 7, 512]) {
    const { server, port } = await cutServer(size);
    const session = await connectSmtp({ host: '127.0.0.1', port, helloName: 'me.test', timeouts: { quit: 10 } });
    const outcomes = await session.send({
      reversePath: 'a@a.test',
      recipients: [{ address: 'b@b.test' }, { address: 'c@b.test' }],
      size: 10,
      async *content() {
        yield Buffer.from('\r\nx\r\n');
      },
    });
    assert.deepEqual(
      outcomes.map(({ result, code, enhanced, text }) => [result, code, enhanced, text]),
      [
        ['accepted', 250, '2.0.0', 'taken'],
        ['permanent', 550, '5.1.1', 'no such user'],
      ],
      `pieces of ${size}`,
    );
    session.destroy();
    server.close();
  }
});
