import type { Socket } from 'node:net';
import type { ProxyGate } from '@postroom/net';
import type { FastifyInstance } from 'fastify';

/**
 * Puts a gate before the HTTP server: a load balancer's connections begin with one PROXY header, and their requests have
 * the client's address.
 */
export function readProxyHeaders(app: FastifyInstance, gate: ProxyGate): void {
  const { server } = app;
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    gate.identify(socket, ({ address, port }) => {
      // Covers what the prototype says, which is where `request.ip` looks.
      Object.defineProperties(socket, { remoteAddress: { value: address }, remotePort: { value: port } });
      for (const listener of serve) listener.call(server, socket);
      socket.resume();
    });
  });
  app.addHook('preClose', async () => gate.close());
}
