import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Client, ProxyReceiver } from '@postroom/net';
import type { FastifyInstance } from 'fastify';

/** Sockets whose client is already known. */
const known = new WeakSet<Socket>();

/**
 * Puts a receiver of the PROXY protocol before the HTTP server: connections of a load balancer begin with one PROXY header, and their requests have
 * the client's address.
 */
export function readProxyHeaders(app: FastifyInstance, receiver: ProxyReceiver): void {
  const { server } = app;
  const listeners = server.listeners('connection');
  const serve = (socket: Socket): void => {
    for (const listener of listeners) listener.call(server, socket);
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (known.has(socket)) return serve(socket);
    receiver.identify(socket, (client) => {
      rememberClient(socket, client);
      serve(socket);
      socket.resume();
    });
  });
  app.addHook('preClose', async () => receiver.close());
}

/** Overrides the properties of the prototype, which `request.ip` reads. */
export function rememberClient(socket: Socket, { address, port }: Client): void {
  Object.defineProperties(socket, { remoteAddress: { value: address }, remotePort: { value: port } });
}

/** Passes on a connection that another server accepted and whose client is known, so no header is expected. */
export function giveTo(server: Server, socket: Socket): void {
  known.add(socket);
  server.emit('connection', socket);
}
