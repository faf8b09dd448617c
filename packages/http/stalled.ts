import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Hangs up on who takes nothing of what waits for it for so long, however large the answer is. Answers that are hijacked bound
 * themselves.
 */
export function dropStalled(ms: number) {
  return (_request: FastifyRequest, { raw }: FastifyReply, payload: unknown, done: Done): void => {
    // Node sets it back where the next request begins.
    raw.setTimeout(ms, () => {
      // Where nothing waits, it is us who have nothing to say yet.
      if (raw.writableLength > 0) raw.destroy();
      else if (!raw.writableEnded) raw.setTimeout(ms);
    });
    done(null, payload);
  };
}

type Done = (error: null, payload: unknown) => void;
