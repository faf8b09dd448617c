import { refreshTokens, type TokenLives, type Tokens } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { isMailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { refuseLogin } from './refuse-login.ts';

/**
 * Returns new tokens for a refresh token. A wrong one counts against its network like a wrong password. A right one is always accepted:
 * nobody can guess it, and its user may share the network address with somebody who guesses. Throws authentication-failed,
 * too-many-failures.
 */
export async function refreshLogin(
  request: FastifyRequest,
  services: Services,
  token: string,
  lives: TokenLives,
): Promise<Tokens> {
  try {
    return await refreshTokens(services.store.pool, token, lives);
  } catch (error) {
    if (!isMailError(error, 'authentication-failed')) throw error;
    refuseLogin(services, request.ip, 'refresh token', error);
    const network = addressBlock(request.ip);
    await services.tries.begin({ network, account: `refresh tokens from ${network}` });
    throw error;
  }
}
