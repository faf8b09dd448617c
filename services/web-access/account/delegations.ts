import { listDelegations, MAX_DELEGATIONS } from '@postroom/directory';
import { delegate, undelegate } from '@postroom/joining';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';

const MAX_BODY = 4 * 1024;
const Wanted = Type.Object(
  { to: Type.String({ maxLength: 320 }), mode: Type.Enum(['send-as', 'send-on-behalf']) },
  { additionalProperties: false },
);

/** Whom the owner of an account lets send in its name (docs/decisions/0189-delegated-addresses.md). */
export function delegationRoutes(app: FastifyInstance, { store, settings }: Services): void {
  app.get('/account/delegations', async ({ login: { address } }) => ({
    delegations: (await listDelegations(store.pool, { address, limit: MAX_DELEGATIONS })).map(
      ({ to, isGroup, mode, createdAt }) => ({ to, isGroup, mode, createdAt }),
    ),
  }));

  app.put('/account/delegations', { bodyLimit: MAX_BODY }, async ({ login: { address }, body }, reply) => {
    const wanted = readBody(Wanted, body);
    await delegate(store, { address, ...wanted, inDomain: settings.shareWith !== 'everybody' });
    return reply.code(204).send();
  });

  app.delete<{ Params: { to: string } }>('/account/delegations/:to', async ({ login, params: { to } }, reply) => {
    await undelegate(store, login.address, to);
    return reply.code(204).send();
  });
}
