import { deleteQuarantined, listQuarantine, releaseQuarantined } from '@postroom/transit';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

const PAGE = 50;

/** The routes for quarantined mail of the account (docs/decisions/0188-quarantine.md). */
export function quarantineRoutes(app: FastifyInstance, { store: { pool } }: Services): void {
  app.get<{ Querystring: { after?: unknown } }>('/account/quarantine', async ({ login, query: { after } }) => {
    if (after !== undefined && !isId(after))
      throw new MailError('invalid', 'after has to be the next of an earlier page');
    const page = await listQuarantine(pool, { accountId: login.accountId }, { after, limit: PAGE });
    return {
      quarantined: page.quarantined.map(({ id, from, subject, reason, found, size, acceptedAt, isDangerous }) => ({
        id,
        from,
        subject,
        reason,
        found,
        size,
        acceptedAt,
        isDangerous,
      })),
      next: page.next,
    };
  });

  app.post<{ Params: { id: string } }>('/account/quarantine/:id/release', async ({ login, params: { id } }, reply) => {
    await releaseQuarantined(pool, id, { by: login.address, accountId: login.accountId });
    return reply.code(204).send();
  });

  app.delete<{ Params: { id: string } }>('/account/quarantine/:id', async ({ login, params: { id } }, reply) => {
    await deleteQuarantined(pool, id, { by: login.address, accountId: login.accountId });
    return reply.code(204).send();
  });
}

function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
