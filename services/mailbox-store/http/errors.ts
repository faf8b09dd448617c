import { asUnavailable } from '@postroom/database';
import { knownMethods, type RefusalShape, requestFault, statusOf } from '@postroom/http';
import type { Logger } from '@postroom/service';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';

/** The body of every error. */
export const ErrorBody = Type.Object({
  error: Type.String({ description: 'The error code, for programs.' }),
  message: Type.String({ description: 'The error message, for people.' }),
});

/** Makes the error handler: it answers our errors by a table and Fastify's as they are; it logs any other error and answers vaguely. */
export function errorHandler(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = isMailError(error) ? error : (asUnavailable(error) ?? requestFault(error as FastifyError));
    if (known === undefined) {
      log.error({ err: error, method: request.method, url: request.url }, 'request failed');
      return reply.code(500).send({ error: 'internal', message: 'Internal error; see the log of the server' });
    }
    if (known.code === 'authentication-failed') reply.header('www-authenticate', 'Bearer'); // RFC 6750 3
    if (known.code === 'too-many-failures') reply.header('retry-after', '900');
    if (known.code === 'unavailable') reply.header('retry-after', '5');
    return reply.code(statusOf(known, error)).send({ error: known.code, message: known.message });
  };
}

/** The form of responses to requests that reach no route. */
export const REFUSAL_SHAPE: RefusalShape = {
  type: 'application/json',
  body: (_status, message) => ({ error: 'invalid', message }),
};

/** Answers requests without a route: 404, or 405 with Allow (RFC 9110 15.5.6). Call it before the routes, whose methods it collects. */
export function answerElsewhere(app: FastifyInstance): void {
  const methodsOf = knownMethods(app);
  app.setNotFoundHandler(({ method, url }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const methods = methodsOf(url);
    const message = `No such endpoint: ${method} ${url.split('?')[0]}`;
    if (methods.length === 0) throw new MailError('not-found', message);
    return reply.code(405).header('allow', methods.join(', ')).send({ error: 'invalid', message });
  });
}
