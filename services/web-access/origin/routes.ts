import { formatId, readId } from '@postroom/jmap';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import { seenMail } from '../jmap/context.ts';
import type { Services } from '../services.ts';
import { requireLogin } from '../sign-in/require-login.ts';
import { Correspondents } from './correspondents.ts';
import { leaveList } from './leave-list.ts';
import { readOrigins, readSenders } from './read-origins.ts';

/** The most emails in one request. */
const MAX_IDS = 50;
/** The largest body, in octets. */
const MAX_BODY = 1_024;

const Leaving = Type.Object({ id: Type.String({ maxLength: 255 }) }, { additionalProperties: false });

interface Query {
  ids?: string;
  /** The user's own account, or one that shares mail with it. */
  accountId?: string;
}

/** Routes for the origin of emails: who proves it, whether it is a first contact, and why they are junk (docs/decisions/0120). */
export function originRoutes(services: Services) {
  const correspondents = new Correspondents(services);
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireLogin(services));
    app.get<{ Querystring: Query }>('/account/origins', async ({ login, query }, reply) => {
      const { ids = '', accountId = formatId('a', login.accountId) } = query;
      const asked = ids.split(',', MAX_IDS + 1);
      if (asked.length > MAX_IDS) throw new MailError('invalid', `At most ${MAX_IDS} ids are allowed`);
      const numbers = asked.flatMap((id) => readId('E', id) ?? []);
      const view = await seenMail({ services, login }, String(accountId));
      if (!view) throw new MailError('not-found', 'There is no such account');
      const origins = view.shared
        ? await readSenders(services, view, numbers)
        : await readOrigins(services, correspondents, login, numbers);
      return reply.header('cache-control', 'no-store').send({ origins });
    });
    app.post('/account/lists/leave', { bodyLimit: MAX_BODY }, async ({ login, body }, reply) => {
      const id = readId('E', readBody(Leaving, body).id);
      if (id === undefined) throw new MailError('not-found', 'There is no such email');
      await leaveList(services, login.accountId, id);
      return reply.code(204).send();
    });
  };
}
