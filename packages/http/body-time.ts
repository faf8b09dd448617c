import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may take as long as it takes, while it goes on. For routes behind a login only. */
    slowBody?: boolean;
  }
}

/**
 * Hangs up on who does not send the body in time: all of it, or where a body may be slow the next piece of it. A piece that waits for us
 * is nobody's fault but ours.
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
