import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * How a connection to Postgres ends when a message is about to be stored.
 * `lost`: the statement does not reach the server. `answered`: the statement is done, but its answer does not reach the client.
 * `late`: the client's connection breaks, but what it has sent still reaches the server, after the client has given the message up over
 * another connection.
 */
export type Cut = 'lost' | 'answered' | 'late';

export interface CutLine extends AsyncDisposable {
  /** The URL of the database through this connection. */
  readonly url: string;
  /** Cuts the next connection that sends `marker`; resolves when that has happened. */
  cut(marker: string, how: Cut): Promise<void>;
}

/** Part of the statement that gives up a message whose outcome is unknown (packages/blobs/discard.ts). */
const GIVES_UP = 'with reserved as';

/** Makes a connection to Postgres that can be cut at the worst moment. */
export async function cutLine(databaseUrl: string): Promise<CutLine> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  let planned: { marker: string; how: Cut; done: () => void } | undefined;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    let cutting = false;
    client.on('data', (data: Buffer) => {
      if (!planned || !data.includes(planned.marker)) {
        if (data.includes(GIVES_UP)) upstream.once('data', () => events.emit('given up'));
        upstream.write(data);
        return;
      }
      const { how, done } = planned;
      planned = undefined;
      cutting = true;
      const wasGivenUp = how === 'late' ? once(events, 'given up') : undefined;
      void sever(client, upstream, data, { how, wasGivenUp }).then(done);
    });
    upstream.on('data', (data: Buffer) => cutting || client.write(data));
    client.on('close', () => cutting || upstream.destroy());
    upstream.on('close', () => cutting || client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href,
    cut: (marker, how) => new Promise((done) => (planned = { marker, how, done })),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function sever(
  client: Socket,
  upstream: Socket,
  data: Buffer,
  { how, wasGivenUp }: { how: Cut; wasGivenUp: Promise<unknown> | undefined },
): Promise<void> {
  if (how !== 'answered') client.destroy();
  await wasGivenUp;
  if (how !== 'lost') {
    upstream.write(data);
    await once(upstream, 'data');
  }
  client.destroy();
  upstream.destroy();
}
