import rateLimit from '@fastify/rate-limit';
import { addressFor, applicationOf, joinableDomains, joinPolicyOf, nameState } from '@postroom/directory';
import { addressBlock, addressNeighbourhood } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import { readBody } from '../http/body.ts';
import { ProblemError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { requireTls } from '../sign-in/require-login.ts';
import { requireSameOrigin } from '../sign-in/same-origin.ts';
import { apply } from './apply.ts';
import { ApplicationBody, NameQuestion, StateQuestion } from './bodies.ts';
import { newChallenge } from './proof.ts';
import { takeCheck } from './rates.ts';

const MAX_BODY = 16 * 1024;

/** The requests to all these routes that one network may make in a minute, and the networks that are counted. */
const MAX_PER_MINUTE = 120;
const MAX_COUNTED = 20_000;

/** Routes to apply for a mailbox without a login. Only our own page may use them, so that other sites cannot apply for their visitors. */
export function joinRoutes(services: Services) {
  const { settings, store, joining, log } = services;
  const { pool } = store;
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      cache: MAX_COUNTED,
      keyGenerator: ({ ip }) => addressBlock(ip),
    });
    app.addHook('onRequest', async (request) => {
      requireTls(request);
      requireSameOrigin(request, settings.publicUrl);
    });
    app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

    app.get('/join/domains', async ({ hostname }) => ({
      domains: await joinableDomains(pool, hostname),
      nameLength: settings.join.nameLength,
      passwordLength: settings.join.passwordLength,
    }));

    app.post('/join/names', { bodyLimit: MAX_BODY }, async ({ ip, body }) => {
      const wanted = readBody(NameQuestion, body);
      const { mode, domain, names: letters, reserved } = await joinPolicyOf(pool, wanted.domain);
      if (mode === 'closed') return { fault: 'closed' };
      const named = addressFor(wanted.name, domain, { minimum: settings.join.nameLength, letters });
      if ('fault' in named) return { fault: `name-${named.fault}` };
      await takeCheck(services, ip);
      const state = await nameState(pool, named.address, reserved);
      return state === 'free' ? { address: named.address } : { fault: `name-${state}` };
    });

    app.post('/join/challenge', { bodyLimit: MAX_BODY }, async () =>
      newChallenge(joining.key, settings.join.proofBits, Date.now()),
    );

    app.post('/join/applications', { bodyLimit: MAX_BODY }, async ({ ip, body }, reply) => {
      try {
        const joined = await apply(services, ip, readBody(ApplicationBody, body));
        joining.count(joined.state);
        log.info(
          { login: joined.address, network: addressNeighbourhood(ip), state: joined.state },
          'applied for a mailbox',
        );
        return reply.code(joined.state === 'joined' ? 201 : 202).send(joined);
      } catch (error) {
        joining.count(outcomeOf(error));
        throw error;
      }
    });

    app.post('/join/applications/state', { bodyLimit: MAX_BODY }, async ({ body }) => {
      const found = await applicationOf(pool, readBody(StateQuestion, body).token);
      if (found === null) throw new MailError('not-found', 'The application does not exist, or no longer exists');
      return found;
    });
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.type.replace(/^.*:/, '');
  return error instanceof MailError ? error.code : 'error';
}
