import { APP_SCOPES, listAppPasswords, MAX_NETWORKS, makeAppPassword, revokeAppPassword } from '@postroom/directory';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';
import { proveLogin } from '../sign-in/login-of.ts';

const MAX_BODY = 16 * 1024;

const Wanted = Type.Object(
  {
    password: Type.String({ maxLength: 4_096 }),
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\x00-\\x1f\\x7f]*$' }),
    scopes: Type.Array(Type.Enum([...APP_SCOPES]), { minItems: 1, maxItems: APP_SCOPES.length }),
    networks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: MAX_NETWORKS })),
    days: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 3_650 }), Type.Null()])),
  },
  { additionalProperties: false },
);

/** The routes of app passwords. Making one asks for the account's own password again: it would outlive a stolen session. */
export function appPasswordRoutes(app: FastifyInstance, services: Services): void {
  const { pool } = services.store;

  app.get('/account/app-passwords', async ({ login }) => ({
    appPasswords: await listAppPasswords(pool, login.accountId),
  }));

  app.post('/account/app-passwords', { bodyLimit: MAX_BODY }, async (request, reply) => {
    const { login, body } = request;
    const { password, days, ...wanted } = readBody(Wanted, body);
    await proveLogin(request, services, { login: login.address, password });
    const endsAt = days ? new Date(Date.now() + days * 86_400_000) : null;
    return reply.code(201).send(await makeAppPassword(pool, login.accountId, { ...wanted, endsAt }));
  });

  app.delete<{ Params: { id: string } }>('/account/app-passwords/:id', async ({ login, params: { id } }, reply) => {
    if (!/^[1-9]\d{0,14}$/.test(id)) throw new MailError('not-found', 'There is no such app password');
    await revokeAppPassword(pool, login.accountId, Number(id));
    services.loginAnnouncer.loginsChanged(login.accountId);
    return reply.code(204).send();
  });
}
