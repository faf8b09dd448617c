import { type AppScope, type Authenticated, authenticateToken, isOurToken } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { readBasic } from './basic.ts';
import { readCookie } from './cookie.ts';
import { refuseLogin } from './refuse-login.ts';
import { requireSameOrigin } from './same-origin.ts';

/** RFC 6750 2.1. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,8000}=*) *$/i;

/**
 * Returns who sends a request: by an address and its password, by an access token of ours or of the issuer, or by the page's cookie. If
 * there is an Authorization field, the cookie is ignored. Throws authentication-failed and other errors of logins.
 */
export async function loginOf(request: FastifyRequest, services: Services): Promise<Authenticated> {
  const { authorization } = request.headers;
  const { pool } = services.store;
  if (authorization !== undefined) {
    const bearer = BEARER.exec(authorization)?.[1];
    if (bearer !== undefined) return byToken(request, services, bearer);
    const claim = readBasic(authorization);
    if (claim) return proveLogin(request, services, claim, 'jmap');
  } else {
    const cookie = readCookie(request);
    if (cookie !== undefined) {
      const login = await authenticateToken(pool, 'page', cookie);
      requireSameOrigin(request, services.settings.publicUrl);
      return login;
    }
  }
  throw new MailError('authentication-failed', 'Send an address and its password (Basic), or a token (Bearer)');
}

/** Nobody can guess our own tokens, so they are not counted; a bad token of the issuer counts as a wrong password. */
async function byToken(request: FastifyRequest, services: Services, token: string): Promise<Authenticated> {
  const { authenticator, store } = services;
  if (!authenticator.hasTokens || isOurToken(token)) return authenticateToken(store.pool, 'access', token);
  try {
    const network = addressBlock(request.ip);
    return await authenticator.bearer({ login: '', token, network, host: request.hostname, scope: 'jmap' });
  } catch (error) {
    if (!isMailError(error, 'unavailable')) refuseLogin(services, request.ip, 'token', error);
    throw error;
  }
}

/**
 * Checks a password. Failures are counted together with those of IMAP, POP3 and SMTP.
 * @param scope the scope that an app password needs; without it only the account's own password is accepted
 */
export async function proveLogin(
  request: FastifyRequest,
  services: Services,
  claim: { login: string; password: string },
  scope?: AppScope,
): Promise<Authenticated> {
  try {
    const network = addressBlock(request.ip);
    return await services.authenticator.authenticate({
      ...claim,
      network,
      host: request.hostname,
      ...(scope && { scope }),
    });
  } catch (error) {
    refuseLogin(services, request.ip, claim.login, error);
    throw error;
  }
}
