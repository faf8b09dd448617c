import type { Logger } from '@postroom/service';
import { type ErrorCode, isMailError, MailError } from '@postroom/types';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';

/** The body of every error. */
export const ErrorBody = Type.Object({
  error: Type.String({ description: 'What is wrong, for programs.' }),
  message: Type.String({ description: 'The same for people.' }),
});

/** What each error is in HTTP (RFC 9110 15.5). */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  'authentication-failed': 401,
  'account-suspended': 403,
  'too-many-failures': 429,
  'mailbox-not-found': 404,
  'mailbox-exists': 409,
  'mailbox-has-children': 409,
  'bad-mailbox-name': 400,
  cannot: 409,
  'not-found': 404,
  'already-exists': 409,
  'over-quota': 409,
  'too-large': 413,
  'limit-reached': 409,
  'in-use': 409,
  invalid: 400,
  unavailable: 503,
};

/** Answers what a handler threw: ours by the table, Fastify's own as they are, anything else logged and answered vaguely. */
export function errorHandler(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = isMailError(error) ? error : requestFault(error as FastifyError);
    if (known === undefined) {
      log.error({ err: error, method: request.method, url: request.url }, 'request failed');
      return reply.code(500).send({ error: 'internal', message: 'Something went wrong here; the log says what' });
    }
    if (known.code === 'authentication-failed') reply.header('www-authenticate', 'Bearer'); // RFC 6750 3
    if (known.code === 'too-many-failures') reply.header('retry-after', '900');
    return reply.code(STATUS[known.code]).send({ error: known.code, message: known.message });
  };
}

/** What Fastify refused by itself: a body that is too large, is no JSON, or does not fit the schema. */
function requestFault(error: FastifyError): MailError | undefined {
  const status = error.statusCode ?? 500;
  if (status === 413) return new MailError('too-large', error.message);
  return status >= 400 && status < 500 ? new MailError('invalid', error.message) : undefined;
}

export function notFound(request: FastifyRequest): never {
  throw new MailError('not-found', `There is no ${request.method} ${request.url.split('?')[0]}`);
}
