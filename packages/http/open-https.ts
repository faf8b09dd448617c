import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { finishHandshake, type TlsStore, wrapServerTls } from '@postroom/net';
import type { Logger } from '@postroom/service';
import type { FastifyInstance } from 'fastify';
import { onceClosed } from './once-closed.ts';
import { type HttpOptions, proxyReceiver } from './open.ts';
import { giveTo, rememberClient } from './proxied.ts';

const HANDSHAKE_MS = 30_000;
/** How often idle connections are ended while the service stops. */
const CLOSE_IDLE_MS = 200;

export interface HttpsOptions extends HttpOptions {
  readonly BIND: string;
  readonly HTTPS_PORT: number;
  readonly STOP_GRACE_SECONDS: number;
}

export interface HttpsContext {
  readonly tlsStore: TlsStore;
  /** Returns whether another connection is allowed, besides those in their handshake. */
  readonly hasRoom: (handshakes: number) => boolean;
  /** Counts refused connections, by reason. */
  readonly refused: (reason: string) => void;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}

/** Serves an HTTP server over HTTPS, with certificates by SNI. Returns a function that opens the port. */
export function openHttps(app: FastifyInstance, config: HttpsOptions, context: HttpsContext): () => Promise<void> {
  const { tlsStore, hasRoom, refused, log } = context;
  const receiver = proxyReceiver(config, refused, log);
  const open = new Set<Socket>();
  /** The socket below each TLS socket. */
  const below = new WeakMap<Socket, Socket>();
  /** Connections that have sent a request. */
  const inUse = new WeakSet<Socket>();
  let handshakes = 0;
  // As in Node's HTTP server, a client may end its side after a request.
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
  server.on('error', (err) => log.warn({ err }, 'HTTPS connections cannot be accepted'));
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
    // This event makes Node's HTTP server watch its connections (headersTimeout, idle connections).
    if (!app.server.listening) app.server.emit('listening');
    server.listen({ host: config.BIND, port: config.HTTPS_PORT, backlog: 1024 });
    await once(server, 'listening');
  };
}

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
