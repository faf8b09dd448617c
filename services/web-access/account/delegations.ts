import {
  type Delegation,
  listAliasDelegations,
  listDelegations,
  MAX_DELEGATIONS,
  readDelegated,
} from '@postroom/directory';
import { delegate, undelegate } from '@postroom/joining';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';

const MAX_BODY = 4 * 1024;
/** The most delegations listed at once, of aliases and of received ones. */
const MAX_LISTED = 200;
const Wanted = Type.Object(
  { to: Type.String({ maxLength: 320 }), mode: Type.Enum(['send-as', 'send-on-behalf']) },
  { additionalProperties: false },
);

/** The routes by which an account's owner lets others send in its name (docs/decisions/0189-delegated-addresses.md). */
export function delegationRoutes(app: FastifyInstance, { store, settings }: Services): void {
  app.get('/account/delegations', async ({ login }) => {
    const own = await listDelegations(store.pool, { address: login.address, limit: MAX_DELEGATIONS });
    const ofAliases = await listAliasDelegations(store.pool, login, MAX_LISTED);
    return {
      delegations: [...own.map((each) => toJson(each, true)), ...ofAliases.map((each) => toJson(each, false))],
      received: await readDelegated(store.pool, login.accountId, MAX_LISTED),
    };
  });

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

/** @param isOwn true for the account's address, on which its owner decides; false for an alias, on which operators decide */
function toJson({ address, to, isGroup, mode, createdAt }: Delegation, isOwn: boolean) {
  return { address, to, isGroup, mode, isOwn, createdAt };
}
