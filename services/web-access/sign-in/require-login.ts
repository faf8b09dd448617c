import { type Authenticated, isByAppPassword, isByIssuer } from '@postroom/directory';
import { isPublicAddress } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { loginOf } from './login-of.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The user who sends the request; set by requireLogin. */
    login: Authenticated;
  }
}

/** Refuses requests without a valid login before the body is read. If the client hangs up during the check, nothing more is done. */
export function requireLogin(services: Services) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    requireTls(request);
    request.login = await loginOf(request, services);
    return reply.raw.destroyed ? reply.hijack() : undefined;
  };
}

/** Also refuses app passwords and tokens of the issuer: they may read and send mail, but not manage the account. */
export function requireOwner(services: Services) {
  const requireAny = requireLogin(services);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const answer = await requireAny(request, reply);
    if (isByAppPassword(request.login))
      throw new MailError('no-permission', 'An app password can be used only for mail');
    if (isByIssuer(request.login))
      throw new MailError('no-permission', 'A token of the issuer can be used only for mail');
    return answer;
  };
}

/**
 * Throws authentication-failed for a request without TLS from the internet (RFC 8620 8.1). From private addresses it is allowed: there a
 * proxy may do TLS, or none is needed.
 */
export function requireTls(request: FastifyRequest): void {
  if (request.protocol === 'https' || !isPublicAddress(request.ip)) return;
  throw new MailError('authentication-failed', 'Use https');
}
