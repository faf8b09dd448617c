import rateLimit from '@fastify/rate-limit';
import { findDomain } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { mtaStsPolicy } from '@postroom/service';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** The requests that one network may make in a minute, and the networks that are counted. A sender asks about once a day. */
const MAX_PER_MINUTE = 120;
const MAX_COUNTED = 20_000;

const PREFIX = 'mta-sts.';

/** Serves the policy of each of our domains at mta-sts.<domain> (RFC 8461 3.3). */
export function mtaStsRoutes({ store: { pool }, settings: { mtaSts, hostname: mx } }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    if (mtaSts === 'off') return;
    await app.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      cache: MAX_COUNTED,
      keyGenerator: ({ ip }) => addressBlock(ip),
    });
    app.get('/.well-known/mta-sts.txt', async ({ hostname }, reply) => {
      if (!hostname.toLowerCase().startsWith(PREFIX))
        throw new MailError('not-found', 'The policy is served at the host mta-sts.<domain>');
      await findDomain(pool, hostname.slice(PREFIX.length));
      return reply
        .header('content-type', 'text/plain; charset=utf-8')
        .header('x-content-type-options', 'nosniff')
        .send(mtaStsPolicy(mtaSts, mx));
    });
  };
}
