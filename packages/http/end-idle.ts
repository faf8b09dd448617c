import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import { onceClosed } from './once-closed.ts';

/**
 * While the server stops, connections end on which nothing is answered: at once those of clients that have asked for nothing, or for half of
 * something, which Node takes for busy, and the others behind their answer.
 */
export function endIdle(app: FastifyInstance): void {
  const { server } = app;
  /** How many requests of each are under way. */
  const open = new Map<Socket, number>();
  let isStopping = false;
  const answered = (socket: Socket, request: IncomingMessage): void => {
    const left = (open.get(socket) ?? 1) - 1;
    if (open.has(socket)) open.set(socket, left);
    // Who still sends is read until then (linger.ts).
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
  // Whatever comes behind what was under way.
  app.addHook('onRequest', async () => {
    if (isStopping) throw new MailError('unavailable', 'This server is stopping');
  });
  // Whoever upgraded it ends it.
  server.on('upgrade', (_request: IncomingMessage, socket: Socket) => open.delete(socket));
  app.addHook('preClose', async () => {
    isStopping = true;
    for (const [socket, underWay] of open) if (underWay === 0) socket.destroy();
  });
}
