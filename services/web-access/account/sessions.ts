import { endSession, listSessions } from '@postroom/directory';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';
import { partsOf } from '../sign-in/device.ts';

/** Where the owner is logged in. */
export function sessionRoutes(app: FastifyInstance, { store: { pool }, loginAnnouncer }: Services): void {
  app.get('/account/sessions', async ({ login }) => ({
    sessions: (await listSessions(pool, login.accountId)).map((session) => ({
      ...session,
      parts: partsOf(session.device),
      isThis: session.id === login.sessionId,
    })),
  }));

  app.delete<{ Params: { id: string } }>('/account/sessions/:id', async ({ login, params: { id } }, reply) => {
    const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0;
    if (!(await endSession(pool, login.accountId, number)))
      throw new MailError('not-found', 'There is no such session');
    loginAnnouncer.loginsChanged(login.accountId);
    return reply.code(204).send();
  });
}
