import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { finishHandshake, type TlsStore, wrapServerTls } from '@postroom/net';
import type { Logger } from '@postroom/service';
import type { FastifyInstance } from 'fastify';
import { onceClosed } from './once-closed.ts';
import { type HttpOptions, proxyReceiver } from './open.ts';
import { giveTo, rememberClient } from './proxied.ts';

const HANDSHAKE_MS = 30_000;
/** How often connections that have nothing more to do are ended while the service stops. */
const CLOSE_IDLE_MS = 200;

export interface HttpsOptions extends HttpOptions {
  readonly BIND: string;
  readonly HTTPS_PORT: number;
  readonly STOP_GRACE_SECONDS: number;
}

export interface HttpsContext {
  readonly tlsStore: TlsStore;
  /** Whether there is room for one more beside those whose handshake goes on. */
  readonly hasRoom: (handshakes: number) => boolean;
  /** Counts connections that are refused, by reason. */
  readonly refused: (reason: string) => void;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}

/** HTTPS for what an HTTP server serves, with certificates by SNI. Returns what opens the port. */
export function openHttps(app: FastifyInstance, config: HttpsOptions, context: HttpsContext): () => Promise<void> {
  const { tlsStore, hasRoom, refused, log } = context;
  const receiver = proxyReceiver(config, refused, log);
  const open = new Set<Socket>();
  /** What TLS stands on. */
  const below = new WeakMap<Socket, Socket>();
  /** Those that have asked for something. */
  const inUse = new WeakSet<Socket>();
  let handshakes = 0;
  // As Node's HTTP server has it: who sent a request may end its side.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (!hasRoom(handshakes)) {
      socket.destroy();
      return refused('total');
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    receiver.identify(socket, (client) => {
      socket.on('error', () => socket.destroy());
      handshakes += 1;
      const secure = wrapServerTls(socket, tlsStore);
      finishHandshake(secure, HANDSHAKE_MS)
        .then(() => {
          rememberClient(secure, client);
          below.set(secure, socket);
          giveTo(app.server, secure);
        })
        .catch((err: unknown) => log.debug({ client: client.address, err }, 'TLS handshake failed'))
        .finally(() => {
          handshakes -= 1;
        });
    });
  });
  server.on('error', (err) => log.warn({ err }, 'HTTPS connections cannot be taken'));
  app.addHook('onRequest', async ({ raw }) => {
    const socket = below.get(raw.socket);
    if (socket) inUse.add(socket);
  });
  app.addHook('preClose', async () => {
    receiver.close();
    server.close();
    destroyAll(open.values().filter((socket) => !inUse.has(socket)));
  });
  app.addHook('onClose', async () => {
    const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
    const late = setTimeout(() => destroyAll(open), config.STOP_GRACE_SECONDS * 1000);
    app.server.closeIdleConnections();
    for (const socket of open) await new Promise((resolve) => onceClosed(socket, () => resolve(undefined)));
    clearInterval(idle);
    clearTimeout(late);
  });
  return async () => {
    await app.ready();
    // Node's HTTP server begins to watch its connections (headersTimeout, those that are idle) with this event.
    if (!app.server.listening) app.server.emit('listening');
    server.listen({ host: config.BIND, port: config.HTTPS_PORT, backlog: 1024 });
    await once(server, 'listening');
  };
}

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
