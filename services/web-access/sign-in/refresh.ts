import { refreshTokens, type TokenLives, type Tokens } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { isMailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { refuseLogin } from './refuse-login.ts';

/**
 * New tokens for a refresh token. A wrong one counts against its network as a wrong password does; a right one always passes, since
 * nobody guesses one, and whoever sits behind the same address as somebody who tries stays in. Throws authentication-failed,
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
