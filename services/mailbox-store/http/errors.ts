import { asUnavailable } from '@postroom/database';
import { requestFault, STATUS } from '@postroom/http';
import type { Logger } from '@postroom/service';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';

/** The body of every error. */
export const ErrorBody = Type.Object({
  error: Type.String({ description: 'What is wrong, for programs.' }),
  message: Type.String({ description: 'The same for people.' }),
});

/** Answers what a handler threw: ours by the table, Fastify's own as they are, anything else logged and answered vaguely. */
export function errorHandler(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = isMailError(error) ? error : (asUnavailable(error) ?? requestFault(error as FastifyError));
    if (known === undefined) {
      log.error({ err: error, method: request.method, url: request.url }, 'request failed');
      return reply.code(500).send({ error: 'internal', message: 'Something went wrong here; the log says what' });
    }
    if (known.code === 'authentication-failed') reply.header('www-authenticate', 'Bearer'); // RFC 6750 3
    if (known.code === 'too-many-failures') reply.header('retry-after', '900');
    if (known.code === 'unavailable') reply.header('retry-after', '5');
    return reply.code(STATUS[known.code]).send({ error: known.code, message: known.message });
  };
}

export function notFound(request: FastifyRequest): never {
  throw new MailError('not-found', `There is no ${request.method} ${request.url.split('?')[0]}`);
}
