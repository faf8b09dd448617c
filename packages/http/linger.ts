import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * An answer may come before the body is read, as a refusal does. Who hangs up then takes its answer back while the client still sends
 * (RFC 9112 9.6): the rest is read and forgotten, for so long.
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
