import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may take any time as long as more of it arrives. Only for routes that require a login. */
    slowBody?: boolean;
  }
}

/**
 * Closes the connection of a client that does not send the whole body within `ms` or, where a body may be slow, its next piece. A piece
 * that the service has not read yet is not the client's fault.
 */
export function limitBody(ms: number) {
  return ({ raw, routeOptions }: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    let heard = raw.socket.bytesRead;
    const timer = setInterval(() => {
      const goesOn = routeOptions.config.slowBody && (raw.socket.bytesRead > heard || raw.readableLength > 0);
      heard = raw.socket.bytesRead;
      if (raw.complete) clearInterval(timer);
      else if (!goesOn) raw.destroy();
    }, ms);
    reply.raw.once('close', () => clearInterval(timer));
    done();
  };
}
