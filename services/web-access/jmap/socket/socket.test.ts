import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { setPassword } from '@postroom/directory';
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

/** The client's side: messages come in order, and are waited for one by one. */
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

/** The HTTP status with which it is refused. */
async function refusal(socket: WebSocket): Promise<number> {
  const [request, response] = (await once(socket, 'unexpected-response')) as [
    { destroy(): void },
    { statusCode: number },
  ];
  request.destroy();
  return response.statusCode;
}

const echo = (id: string | undefined, value: unknown) => ({
  ...{ '@type': 'Request', using: USING, methodCalls: [['Core/echo', { value }, 'c0']] },
  ...(id !== undefined && { id }),
});

test('requests are answered as those by HTTP, each under its id, in order', async () => {
  const alice = await web.account();
  const session = (await (await web.fetch('/jmap/session', alice)).json()) as JsonObject;
  const capability = (session.capabilities as JsonObject)['urn:ietf:params:jmap:websocket'];
  assert.deepEqual(capability, { url, supportsPush: true });
  using client = await Client.connect(alice);
  assert.equal(client.socket.protocol, 'jmap');
  for (const id of ['R1', undefined, 'R3']) client.send(echo(id, id ?? 'none'));
  for (const id of ['R1', undefined, 'R3']) {
    assert.deepEqual(await client.next(), {
      ...{ '@type': 'Response', ...(id !== undefined && { requestId: id }) },
      ...{ methodResponses: [['Core/echo', { value: id ?? 'none' }, 'c0']], sessionState: session.state },
    });
  }
});

test('what is no request is told so, and the connection stays', async () => {
  const alice = await web.account();
  using client = await Client.connect(alice);
  const cases: [object | string, string, string | null][] = [
    ['{', 'notJSON', null],
    ['[]', 'notRequest', null],
    [{ '@type': 'Nothing', id: 'a' }, 'notRequest', 'a'],
    [{ ...echo('b', 1), using: ['urn:x'] }, 'unknownCapability', 'b'],
    [{ ...echo('c', 1), methodCalls: Array.from({ length: 17 }, () => ['Core/echo', {}, 'x']) }, 'limit', 'c'],
    [{ '@type': 'Request', id: 7 }, 'notRequest', null],
    [{ '@type': 'WebSocketPushEnable', dataTypes: 'Email' }, 'notRequest', null],
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
});

test('changes are told while they are wanted, and what was missed when it is said what is known', async () => {
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
  assert.deepEqual(Object.keys((missed.changed as JsonObject)[alice.id] as JsonObject), ['Email', 'Mailbox', 'Thread']);
  client.send({ '@type': 'WebSocketPushEnable', dataTypes: null, pushState: missed.pushState });
  client.send(echo('nothing missed', 1));
  assert.equal((await client.next()).requestId, 'nothing missed');
});

test('only who is logged in connects, with the subprotocol, and from pages that may', async () => {
  const alice = await web.account();
  const wrong = { authorization: `Basic ${btoa(`${alice.address}:wrong`)}` };
  assert.equal(await refusal(open(alice, wrong)), 401);
  assert.equal(await refusal(new WebSocket(url, 'jmap')), 401);
  assert.equal(await refusal(open(alice, {}, 'mqtt')), 400);
  assert.equal(await refusal(open(alice, { origin: 'https://evil.example' })), 403);
  assert.equal(await refusal(open(alice, { origin: 'null' })), 403);
  for (const origin of ['https://page.example.org', web.url])
    (await Client.connect(alice, { origin })).socket.terminate();
  const plain = await web.fetch('/jmap/ws', alice);
  assert.equal(plain.status, 400);
});

test('a connection ends with its login, and with what no client sends', async () => {
  const bob = await web.account();
  const codeAfter = async (what: (client: Client) => unknown): Promise<number> => {
    using client = await Client.connect(bob);
    await what(client);
    return (await client.closed)[0];
  };
  /** Octets of a frame as they are, past the client's library. */
  const raw = (octets: number[]) => (client: Client) => {
    (client.socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(Buffer.from(octets));
  };
  assert.equal(await codeAfter((client) => client.socket.send(Buffer.from([1, 2, 3]))), 1003);
  assert.equal(await codeAfter((client) => client.send(`"${'x'.repeat(100_001)}"`)), 1009);
  // Not masked; of a reserved kind; text that is no UTF-8; a length of 2^63; a ping that is too long.
  assert.equal(await codeAfter(raw([0x81, 1, 0x78])), 1002);
  assert.equal(await codeAfter(raw([0x83, 0x80, 0, 0, 0, 0])), 1002);
  assert.equal(await codeAfter(raw([0x81, 0x81, 0, 0, 0, 0, 0xff])), 1007);
  assert.equal(await codeAfter(raw([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0])), 1009);
  assert.equal(await codeAfter(raw([0x89, 0xfe, 0, 200, 0, 0, 0, 0])), 1002);
  assert.equal(await codeAfter(() => setPassword(web.store.pool, bob.address, 'another horse')), 1008);
});

test('others are answered while one sends and sends', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  using busy = await Client.connect(alice);
  for (let n = 0; n < 1_000; n++) busy.send(echo(`r${n}`, 'x'.repeat(100)));
  using other = await Client.connect(bob);
  other.send(echo('mine', 1));
  assert.equal((await other.next()).requestId, 'mine');
});

test('the server closes though clients stay', async () => {
  const server = await startWeb();
  const carol = await server.account();
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/jmap/ws`, 'jmap', {
    headers: { authorization: authorization(carol) },
  });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await server[Symbol.asyncDispose]();
  await closed;
});
