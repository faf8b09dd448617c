import { changeNotices, HELD_NOTICES, readNotices } from '@postroom/directory';
import { LANGUAGES } from '@postroom/joining';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';

const MAX_BODY = 1024;
const Change = Type.Object(
  {
    language: Type.Optional(Type.Union([Type.Enum([...LANGUAGES]), Type.Null()])),
    held: Type.Optional(Type.Union([Type.Enum([...HELD_NOTICES]), Type.Null()])),
  },
  { additionalProperties: false },
);

/** The settings of notices to the owner: their language, and how often quarantine notices come (docs/decisions/0261-notices-of-quarantine.md). */
export function noticeRoutes(app: FastifyInstance, { store: { pool } }: Services): void {
  app.get('/account/notices', ({ login }) => readNotices(pool, login.accountId));

  app.patch('/account/notices', { bodyLimit: MAX_BODY }, async ({ login, body }, reply) => {
    await changeNotices(pool, login.accountId, readBody(Change, body));
    return reply.code(204).send();
  });
}
