import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { setPassword, setStatus } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { WebSocket } from 'ws';
import { PASSWORD, startWeb, type TestAccount, USING } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const url = `${web.url.replace('http', 'ws')}/jmap/ws`;

const authorization = ({ address }: TestAccount) => `Basic ${btoa(`${address}:${PASSWORD}`)}`;

function open(account: TestAccount, headers: Record<string, string> = {}, protocol = 'jmap'): WebSocket {
  return new WebSocket(url, protocol, { headers: { authorization: authorization(account), ...headers } });
}

/** A client that receives messages in order, one by one. */
class Client implements Disposable {
  readonly socket: WebSocket;
  readonly closed: Promise<[code: number]>;
  readonly #messages: JsonObject[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close') as Promise<[number]>;
    socket.on('message', (data: Buffer) => this.#messages.push(JSON.parse(data.toString())));
    socket.on('error', () => {});
  }

  static async connect(account: TestAccount, headers: Record<string, string> = {}): Promise<Client> {
    const client = new Client(open(account, headers));
    await once(client.socket, 'open');
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async next(): Promise<JsonObject> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      await once(this.socket, 'message', { signal: AbortSignal.timeout(10_000) });
    }
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

/** Sends the octets of frames unchanged, past the client's library. */
function sendRaw({ socket }: Client, ...frames: (readonly number[])[]): void {
  (socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(Buffer.from(frames.flat()));
}

/** Returns a frame as clients send it, masked with zeros. @param head the octet with FIN, the reserved bits and the opcode */
const frame = (head: number, text: string | readonly number[] = []): number[] => {
  const payload = [...Buffer.from(text as string)];
  return [head, 0x80 | payload.length, 0, 0, 0, 0, ...payload];
};

/** Returns the HTTP status with which the handshake is refused. */
async function refusal(socket: WebSocket): Promise<number> {
  const [request, response] = (await once(socket, 'unexpected-response')) as [
    { destroy(): void },
    { statusCode: number },
  ];
  request.destroy();
  return response.statusCode;
}

const echo = (id: string | undefined, value: unknown) => ({
  '@type': 'Request',
  using: USING,
  methodCalls: [['Core/echo', { value }, 'c0']],
  ...(id !== undefined && { id }),
});

test('WebSocket requests are answered like HTTP requests, each under its id, in order', async () => {
  const alice = await web.account();
  const session = (await (await web.fetch('/jmap/session', alice)).json()) as JsonObject;
  const capability = (session.capabilities as JsonObject)['urn:ietf:params:jmap:websocket'];
  assert.deepEqual(capability, { url, supportsPush: true });
  using client = await Client.connect(alice);
  assert.equal(client.socket.protocol, 'jmap');
  for (const id of ['R1', undefined, 'R3']) client.send(echo(id, id ?? 'none'));
  for (const id of ['R1', undefined, 'R3']) {
    assert.deepEqual(await client.next(), {
      '@type': 'Response',
      ...(id !== undefined && { requestId: id }),
      methodResponses: [['Core/echo', { value: id ?? 'none' }, 'c0']],
      sessionState: session.state,
    });
  }
});

test('a malformed request gets an error, and the connection stays open', async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  const cases: [object | string, string, string | null][] = [
    ['{', 'notJSON', null],
    ['[]', 'notRequest', null],
    [{ '@type': 'Nothing', id: 'a' }, 'notRequest', 'a'],
    [{ ...echo('b', 1), using: ['urn:x'] }, 'unknownCapability', 'b'],
    [{ ...echo('c', 1), methodCalls: Array.from({ length: 17 }, () => ['Core/echo', {}, 'x']) }, 'limit', 'c'],
    [{ '@type': 'Request', id: 7 }, 'notRequest', null],
    [{ ...echo('d', 1), '@type': 'request' }, 'notRequest', 'd'],
    [{ ...echo('e', 1), '@type': undefined }, 'notRequest', 'e'],
    [{ ...echo('f', 1), '@type': ['Request'] }, 'notRequest', 'f'],
    [{ '@type': 'Request', id: 'g' }, 'notRequest', 'g'],
    [{ ...echo('x'.repeat(256), 1) }, 'notRequest', null],
    ['null', 'notRequest', null],
    ['"Request"', 'notRequest', null],
    ['', 'notJSON', null],
    [`\ufeff${JSON.stringify(echo('h', 1))}`, 'notJSON', null],
    [`${JSON.stringify(echo('i', 1))}${JSON.stringify(echo('j', 1))}`, 'notJSON', null],
    [{ '@type': 'WebSocketPushEnable', dataTypes: 'Email' }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', dataTypes: {}, id: 'k' }, 'notRequest', 'k'],
    [{ '@type': 'WebSocketPushEnable', dataTypes: [['Email']], id: 'l' }, 'notRequest', 'l'],
    [{ '@type': 'WebSocketPushEnable', dataTypes: ['Email', 7, null] }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', dataTypes: true }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', pushState: 7 }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', pushState: ['x'] }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', pushState: 'x'.repeat(9_000) }, 'notRequest', null],
    ['['.repeat(200), 'notRequest', null],
  ];
  for (const [message, type, requestId] of cases) {
    client.send(message);
    const error = await client.next();
    assert.deepEqual(
      [error['@type'], error.type, error.requestId, error.status],
      ['RequestError', `urn:ietf:params:jmap:error:${type}`, requestId, 400],
    );
  }
  client.send(echo('still', 'there'));
  assert.equal((await client.next()).requestId, 'still');
  client.send({ ...echo(undefined, 'none'), id: null });
  assert.ok(!('requestId' in (await client.next())));
});

test('a client with no push types gets no push, and one with an invalid state is told everything', async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  client.send({ '@type': 'WebSocketPushDisable' });
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: [], pushState: 'x' });
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: ['email', ''], pushState: 'x' });
  client.send(echo('nothing', 1));
  assert.equal((await client.next()).requestId, 'nothing');
  for (const pushState of ['x', '', '/', '999999.1/99//none']) {
    client.send({ '@type': 'WebSocketPushEnable', dataTypes: null, pushState });
    const told = await client.next();
    assert.deepEqual(Object.keys(told), ['@type', 'changed', 'pushState'], pushState);
    assert.ok('VacationResponse' in ((told.changed as JsonObject)[alice.id] as JsonObject));
  }
});

test("changes are pushed while enabled, and those missed since the client's state are sent", async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: ['Email', 'Nothing'] });
  client.send(echo('enabled', 1));
  assert.equal((await client.next()).requestId, 'enabled');
  await web.append(alice, 'Subject: one\r\n\r\nx\r\n');
  const change = await client.next();
  const { state } = await web.one<{ state: string }>(alice, 'Email/get', { ids: [] });
  assert.deepEqual([change['@type'], change.changed], ['StateChange', { [alice.id]: { Email: state } }]);
  client.send({ '@type': 'WebSocketPushDisable' });
  client.send(echo('disabled', 1));
  assert.equal((await client.next()).requestId, 'disabled');
  await web.append(alice, 'Subject: two\r\n\r\nx\r\n');
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: null, pushState: change.pushState });
  const missed = await client.next();
  assert.deepEqual(Object.keys((missed.changed as JsonObject)[alice.id] as JsonObject), [
    'Email',
    'Mailbox',
    'Thread',
    'EmailDelivery',
  ]);
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: null, pushState: missed.pushState });
  client.send(echo('nothing missed', 1));
  assert.equal((await client.next()).requestId, 'nothing missed');
});

test('a connection needs a login, the subprotocol and an allowed origin', async () => {
  const alice = await web.account();
  const wrong = { authorization: `Basic ${btoa(`${alice.address}:wrong`)}` };
  assert.equal(await refusal(open(alice, wrong)), 401);
  assert.equal(await refusal(new WebSocket(url, 'jmap')), 401);
  for (const other of ['mqtt', 'JMAP', 'jmap2']) assert.equal(await refusal(open(alice, {}, other)), 400, other);
  const none = new WebSocket(url, { headers: { authorization: authorization(alice) } });
  assert.equal(await refusal(none), 400, 'none at all');
  const one = new WebSocket(url, ['mqtt', 'jmap'], { headers: { authorization: authorization(alice) } });
  await once(one, 'open');
  assert.equal(one.protocol, 'jmap');
  one.terminate();
  assert.equal(await refusal(open(alice, { origin: 'https://evil.example' })), 403);
  assert.equal(await refusal(open(alice, { origin: 'null' })), 403);
  for (const origin of ['https://page.example.org', web.url])
    (await Client.connect(alice, { origin })).socket.terminate();
  const plain = await web.fetch('/jmap/ws', alice);
  assert.equal(plain.status, 400);
});

test('a connection ends with its login and on a protocol violation', async () => {
  const bob = await web.account();
  const codeAfter = async (what: (client: Client) => unknown): Promise<number> => {
    using client = await Client.connect(bob);
    await what(client);
    return (await client.closed)[0];
  };
  const raw = (...frames: (readonly number[])[]) => codeAfter((client) => sendRaw(client, ...frames));
  assert.equal(await codeAfter((client) => client.socket.send(Buffer.from([1, 2, 3]))), 1003);
  assert.equal(await codeAfter((client) => client.send(`"${'x'.repeat(100_001)}"`)), 1009);
  const pieces = Array.from({ length: 1_100 }, (_, n) => frame(n === 0 ? 0x01 : 0x00, 'x'.repeat(100)));
  assert.equal(await raw(...pieces), 1009, 'too much in pieces');
  const wrong: Record<string, (readonly number[])[]> = {
    'not masked': [[0x81, 1, 0x78]],
    'of a kind that there is not': [frame(0x83)],
    'a control frame of a kind that there is not': [frame(0x8b)],
    'compressed, which nobody agreed on': [frame(0xc1, 'x')],
    'a second reserved bit': [frame(0xa1, 'x')],
    'a third reserved bit': [frame(0x91, 'x')],
    'a compressed ping': [frame(0xc9)],
    'the rest of nothing': [frame(0x80, 'x')],
    'a message inside of another': [frame(0x01, 'x'), frame(0x81, 'y')],
    'a ping in pieces': [frame(0x09, 'x')],
    'a ping that is too long': [[0x89, 0xfe, 0, 200, 0, 0, 0, 0]],
    'half a close code': [frame(0x88, [3])],
    'a close code that nobody sends': [frame(0x88, [3, 0xed])],
    'a close code that is none': [frame(0x88, [0, 99])],
  };
  for (const [what, frames] of Object.entries(wrong)) assert.equal(await raw(...frames), 1002, what);
  assert.equal(await raw([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0]), 1009, 'a length of 2^63');
  assert.equal(await raw(frame(0x81, [0xff])), 1007, 'text that is no UTF-8');
  assert.equal(await raw(frame(0x01, [0xe4]), frame(0x80, [0xbd])), 1007, 'nor in pieces');
  assert.equal(await raw(frame(0x88, [3, 0xe8, 0xff])), 1007, 'a reason that is no UTF-8');
  assert.equal(await raw(frame(0x88, [3, 0xe8, 0x62, 0x79, 0x65])), 1000, 'who says goodbye hears it');
  assert.equal(await raw(frame(0x88)), 1005);
  const carol = await web.account();
  assert.equal(await codeAfter(() => setPassword(web.store.pool, bob.address, 'another horse')), 1008);
  using client = await Client.connect(carol);
  await setStatus(web.store.pool, carol.address, 'suspended');
  assert.equal((await client.closed)[0], 1008);
});

test('a fragmented request is one request, whatever comes in between, and pings are answered', async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  assert.equal(client.socket.extensions, '', 'nothing is compressed though the client offers it');
  const { socket } = client;
  const pongs: string[] = [];
  socket.on('pong', (data: Buffer) => pongs.push(data.toString()));
  const text = Buffer.from(JSON.stringify(echo('pieces', '猫')));
  const middle = text.indexOf('猫') + 1;
  socket.send(text.subarray(0, middle), { fin: false, binary: false });
  socket.ping('one');
  socket.ping('');
  sendRaw(client, frame(0x8a, 'nobody asked'));
  socket.send(text.subarray(middle, -1), { fin: false });
  socket.send('', { fin: false });
  socket.send(text.subarray(-1), { fin: true });
  assert.deepEqual((await client.next()).methodResponses, [['Core/echo', { value: '猫' }, 'c0']]);
  assert.deepEqual(pongs, ['one', '']);
});

test('the limit of concurrent requests covers HTTP and WebSocket together', async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  const { port } = new URL(web.url);
  const head = `POST /jmap/api HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization(alice)}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n`;
  const waiting = new Set<Socket>();
  const wait = (): void => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    waiting.add(socket);
    socket.write(head);
    // A request refused because a WebSocket request took the last place is sent again.
    socket.once('data', () => {
      socket.destroy();
      if (waiting.delete(socket)) wait();
    });
  };
  for (let n = 0; n < 4; n++) wait();
  const answer = async (id: string) => {
    client.send(echo(id, 1));
    return client.next();
  };
  for (;;) {
    const refused = await answer('one more');
    if (refused['@type'] === 'Response') continue;
    assert.deepEqual(
      [refused.type, refused.limit, refused.status, refused.requestId],
      ['urn:ietf:params:jmap:error:limit', 'maxConcurrentRequests', 400, 'one more'],
    );
    break;
  }
  for (const socket of waiting) {
    waiting.delete(socket);
    socket.destroy();
  }
  while ((await answer('again'))['@type'] !== 'Response');
});

test('one client that sends without a pause does not block others', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  using busy = await Client.connect(alice);
  for (let n = 0; n < 1_000; n++) busy.send(echo(`r${n}`, 'x'.repeat(100)));
  using other = await Client.connect(bob);
  other.send(echo('mine', 1));
  assert.equal((await other.next()).requestId, 'mine');
});

test('the server closes although clients stay connected', async () => {
  const server = await startWeb();
  const carol = await server.account();
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/jmap/ws`, 'jmap', {
    headers: { authorization: authorization(carol) },
  });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await server[Symbol.asyncDispose]();
  assert.equal((await closed)[0], 1001);
});
