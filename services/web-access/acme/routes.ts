import rateLimit from '@fastify/rate-limit';
import { findChallenge } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** The requests that one network may make in a minute, and the networks that are counted; an authority asks from several networks. */
const MAX_PER_MINUTE = 120;
const MAX_COUNTED = 20_000;

/** A token in base64url (RFC 8555 8.3); authorities use 43 letters. */
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

/** Serves the HTTP challenges of a certificate authority that is to give us a certificate (RFC 8555 8.3). */
export function challengeRoutes({ store: { pool } }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      cache: MAX_COUNTED,
      keyGenerator: ({ ip }) => addressBlock(ip),
    });
    app.get<{ Params: { token: string } }>('/.well-known/acme-challenge/:token', async ({ params }, reply) => {
      const answer = TOKEN.test(params.token) ? await findChallenge(pool, params.token) : undefined;
      if (answer === undefined) throw new MailError('not-found', 'Unknown ACME token');
      return reply
        .header('content-type', 'application/octet-stream')
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(answer);
    });
  };
}
