import { type ErrorCode, MailError } from '@postroom/types';
import type { FastifyError } from 'fastify';

/** The HTTP status of each error (RFC 9110 15.5). */
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
  'no-permission': 403,
  'over-quota': 409,
  'too-large': 413,
  'limit-reached': 409,
  'in-use': 409,
  invalid: 400,
  unavailable: 503,
};

/** Returns the error for what Fastify refuses itself: a body that is too large, no JSON, or does not fit the schema. */
export function requestFault(error: FastifyError): MailError | undefined {
  const status = error.statusCode ?? 500;
  if (status === 413) return new MailError('too-large', error.message);
  return status >= 400 && status < 500 ? new MailError('invalid', error.message) : undefined;
}

/** Returns the status of an error; refusals of Fastify keep their own, such as 415. */
export function statusOf(known: MailError, thrown: unknown): number {
  const { statusCode = STATUS[known.code] } = thrown as Partial<FastifyError>;
  return known.code === 'invalid' ? statusCode : STATUS[known.code];
}
