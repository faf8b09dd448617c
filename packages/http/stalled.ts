import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Closes the connection of a client that takes nothing of its waiting response for `ms`, however large the response is. Hijacked
 * responses must have their own limit.
 */
export function dropStalled(ms: number) {
  return (_request: FastifyRequest, { raw }: FastifyReply, payload: unknown, done: Done): void => {
    // Node resets the timeout when the next request begins.
    raw.setTimeout(ms, () => {
      // If nothing waits to be sent, the service itself is not ready yet.
      if (raw.writableLength > 0) raw.destroy();
      else if (!raw.writableEnded) raw.setTimeout(ms);
    });
    done(null, payload);
  };
}

type Done = (error: null, payload: unknown) => void;
