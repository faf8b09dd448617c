import type { Authenticated } from '@postroom/directory';
import { addressBlock, isPublicAddress } from '@postroom/net';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { readBasic } from './basic.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by requireLogin. */
    login: Authenticated;
  }
}

/** Lets only those in who prove a password, before anything of a body is read. Failures count together with those of IMAP, POP3 and SMTP. */
export function requireLogin(services: Pick<Services, 'authenticator' | 'metrics' | 'noteRefusal' | 'log'>) {
  return async (request: FastifyRequest): Promise<void> => {
    requireTls(request);
    const claim = readBasic(request.headers.authorization);
    if (!claim) throw new MailError('authentication-failed', 'Send an address and its password (Basic authentication)');
    try {
      request.login = await services.authenticator.authenticate({ ...claim, network: addressBlock(request.ip) });
    } catch (error) {
      refuse(services, request.ip, claim.login, error);
      throw error;
    }
  };
}

/**
 * A password in clear over the internet is refused (RFC 8620 8.1). On a network of one's own, where the proxy is that speaks
 * TLS or none is needed, it is not.
 */
function requireTls(request: FastifyRequest): void {
  if (request.protocol === 'https' || !isPublicAddress(request.ip)) return;
  throw new MailError('authentication-failed', 'Use https');
}

function refuse(
  { metrics, noteRefusal, log }: Pick<Services, 'metrics' | 'noteRefusal' | 'log'>,
  client: string,
  login: string,
  error: unknown,
): void {
  const reason = isMailError(error) ? error.code : 'error';
  metrics.loginFailed(reason);
  if (!noteRefusal({ kind: 'login', client, login, reply: reason })) return;
  log.info({ login, network: addressBlock(client), reason }, 'login failed');
}
