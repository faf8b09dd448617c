import { asUnavailable } from '@postroom/database';
import { type RefusalShape, requestFault, statusOf } from '@postroom/http';
import { type Problem, RequestError } from '@postroom/jmap';
import type { Logger } from '@postroom/service';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** RFC 9457 3. */
const PROBLEM = 'application/problem+json';

/** An error with a problem document of its own (RFC 9457). */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retrySeconds: number | undefined;

  constructor(problem: Problem, retrySeconds?: number) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retrySeconds = retrySeconds;
  }
}

/** Turns what a handler threw into a problem document. An unexpected error is logged whole and answered vaguely. */
export function errorHandler(log: Pick<Logger, 'error'>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof RequestError) {
      return send(reply, error.problem());
    }
    if (error instanceof ProblemError) {
      if (error.retrySeconds !== undefined) reply.header('retry-after', String(error.retrySeconds));
      return send(reply, error.problem);
    }
    const { statusCode, message } = error as FastifyError;
    if (statusCode === 429) return send(reply, problem(statusCode, message));
    const known = isMailError(error) ? error : (asUnavailable(error) ?? requestFault(error as FastifyError));
    if (known === undefined) {
      log.error({ err: error, method: request.method, path: request.routeOptions.url }, 'request failed');
      return send(reply, problem(500, 'Internal error; see the log of the server'));
    }
    if (known.code === 'authentication-failed') challenge(request, reply);
    if (known.code === 'too-many-failures') reply.header('retry-after', '900');
    if (known.code === 'unavailable') reply.header('retry-after', '5');
    return send(reply, problem(statusOf(known, error), known.message));
  };
}

/** RFC 7617 2, RFC 6750 3. A page gets no challenge, because its browser would open a window that asks for a password. */
function challenge({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (headers['sec-fetch-site'] !== undefined) return;
  reply.header('www-authenticate', ['Basic realm="Postroom", charset="UTF-8"', 'Bearer realm="Postroom"']);
}

/** The form of responses to requests that reach no route. */
export const REFUSAL_SHAPE: RefusalShape = { type: PROBLEM, body: problem };

function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', status, detail };
}

/** Sends octets: for a string fastify would add a charset, which this type does not have. */
function send(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type(PROBLEM)
    .send(Buffer.from(JSON.stringify(problem)));
}

export function nothingHere(): MailError {
  return new MailError('not-found', 'Not found');
}

export function notFound(): never {
  throw nothingHere();
}
