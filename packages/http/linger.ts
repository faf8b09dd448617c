import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A response may come before the body was read, for example a refusal. If we closed the connection then, the client could lose the response while
 * it still sends (RFC 9112 9.6), so the rest of the body is read and discarded for up to `ms`.
 */
export function lingerFor(ms: number) {
  return ({ raw }: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
    if (!raw.complete) {
      reply.removeHeader('connection');
      reply.raw.once('finish', () => {
        const timer = setTimeout(() => raw.destroy(), ms);
        raw.once('close', () => clearTimeout(timer)).resume();
      });
    }
    done(null, payload);
  };
}

type Done = (error: null, payload: unknown) => void;
