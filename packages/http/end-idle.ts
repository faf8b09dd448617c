import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import { onceClosed } from './once-closed.ts';

/**
 * Ends connections while the server stops: at once those without a request under way, including half-sent requests, which Node
 * counts as busy; the others after their response.
 */
export function endIdle(app: FastifyInstance): void {
  const { server } = app;
  /** The number of requests under way on each connection. */
  const open = new Map<Socket, number>();
  let isStopping = false;
  const answered = (socket: Socket, request: IncomingMessage): void => {
    const left = (open.get(socket) ?? 1) - 1;
    if (open.has(socket)) open.set(socket, left);
    // While a client still sends, linger.ts reads on.
    if (isStopping && left === 0 && request.complete) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    open.set(socket, (open.get(socket) ?? 0) + 1);
    onceClosed(response, () => answered(socket, request));
  });
  // Refuses requests that follow on a busy connection.
  app.addHook('onRequest', async () => {
    if (isStopping) throw new MailError('unavailable', 'The server is shutting down');
  });
  // The code that upgraded the connection ends it.
  server.on('upgrade', (_request: IncomingMessage, socket: Socket) => open.delete(socket));
  app.addHook('preClose', async () => {
    isStopping = true;
    for (const [socket, underWay] of open) if (underWay === 0) socket.destroy();
  });
}
