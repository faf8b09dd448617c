import { transaction } from '@postroom/database';
import {
  changePassword,
  HARD_TO_GUESS,
  isCommonPassword,
  isEasilyGuessed,
  makeScramKeys,
  stay,
} from '@postroom/directory';
import { LANGUAGES, leave } from '@postroom/joining';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';
import { proveLogin } from '../sign-in/login-of.ts';

const MAX_BODY = 16 * 1024;

const Password = Type.Object(
  { old: Type.String({ maxLength: 4_096 }), new: Type.String({ minLength: 1, maxLength: 1_024 }) },
  { additionalProperties: false },
);

const Deletion = Type.Object(
  { password: Type.String({ maxLength: 4_096 }), language: Type.Optional(Type.Enum([...LANGUAGES])) },
  { additionalProperties: false },
);

/** What needs the password once more: changing it, and having the account deleted. */
export function secretRoutes(app: FastifyInstance, services: Services): void {
  const { store, settings, loginAnnouncer } = services;
  const { pool } = store;

  app.post('/account/password', { bodyLimit: MAX_BODY }, async (request, reply) => {
    const { login, body } = request;
    const { old, new: wanted } = readBody(Password, body);
    if (isEasilyGuessed(wanted))
      throw new MailError('invalid', `The password is easily guessed. It needs ${HARD_TO_GUESS}`);
    if (await isCommonPassword(wanted))
      throw new MailError('invalid', 'This password is too common: attackers try it first');
    await proveLogin(request, services, { login: login.address, password: old });
    await transaction(pool, (tx) => changePassword(tx, login.address, wanted, login.sessionId ?? null));
    loginAnnouncer.loginsChanged(login.accountId);
    if (settings.scram) await makeScramKeys(pool, login.address, wanted, services.keysMissing);
    return reply.code(204).send();
  });

  app.post('/account/deletion', { bodyLimit: MAX_BODY }, async (request, reply) => {
    const { login, body } = request;
    const { password, language = 'en' } = readBody(Deletion, body);
    await proveLogin(request, services, { login: login.address, password });
    const { accountId, address } = login;
    const wish = { accountId, address, days: settings.deletionDays, language };
    return reply.code(202).send({ leavesAt: await leave(store, settings.hostname, wish) });
  });

  app.delete('/account/deletion', async ({ login }, reply) => {
    await stay(pool, login.accountId);
    return reply.code(204).send();
  });
}
