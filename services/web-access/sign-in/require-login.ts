import { type Authenticated, isByAppPassword, isByIssuer } from '@postroom/directory';
import { isPublicAddress } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { loginOf } from './login-of.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by requireLogin. */
    login: Authenticated;
  }
}

/** Lets only those in who prove who they are, before anything of a body is read; nothing more is done for who has hung up by then. */
export function requireLogin(services: Services) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    requireTls(request);
    request.login = await loginOf(request, services);
    return reply.raw.destroyed ? reply.hijack() : undefined;
  };
}

/** The same for what the account's owner alone does: an app password, or a token of the issuer, reads and sends mail, and does no more. */
export function requireOwner(services: Services) {
  const requireAny = requireLogin(services);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const answer = await requireAny(request, reply);
    if (isByAppPassword(request.login)) throw new MailError('no-permission', 'An app password is for mail alone');
    if (isByIssuer(request.login)) throw new MailError('no-permission', 'A token of the issuer is for mail alone');
    return answer;
  };
}

/**
 * A password or token in clear over the internet is refused (RFC 8620 8.1). On a network of one's own, where the proxy is that speaks
 * TLS or none is needed, it is not.
 */
export function requireTls(request: FastifyRequest): void {
  if (request.protocol === 'https' || !isPublicAddress(request.ip)) return;
  throw new MailError('authentication-failed', 'Use https');
}
