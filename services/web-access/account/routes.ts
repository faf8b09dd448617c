import { transaction } from '@postroom/database';
import {
  changePassword,
  changePreferences,
  endSession,
  findAccount,
  HARD_TO_GUESS,
  isCommonPassword,
  isEasilyGuessed,
  listSessions,
  makeScramKeys,
  readPreferences,
  setDisplayName,
  stay,
} from '@postroom/directory';
import { formatId } from '@postroom/jmap';
import { LANGUAGES, leave } from '@postroom/joining';
import { largestMessages, listMailboxes } from '@postroom/mailbox';
import { followName } from '@postroom/sending';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';
import { partsOf } from '../sign-in/device.ts';
import { proveLogin } from '../sign-in/login-of.ts';
import { requireOwner } from '../sign-in/require-login.ts';
import { appPasswordRoutes } from './app-passwords.ts';
import { delegationRoutes } from './delegations.ts';
import { noticeRoutes } from './notices.ts';
import { quarantineRoutes } from './quarantine.ts';

const MAX_BODY = 16 * 1024;
const MAX_PREFERENCES = 64 * 1024;

const Change = Type.Object(
  { displayName: Type.String({ maxLength: 255, pattern: '^[^\\x00-\\x1f\\x7f]*$' }) },
  { additionalProperties: false },
);
/** The values have any form; mail programs choose the names. */
const PreferenceChanges = Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9.-]{0,63}$' }), Type.Unknown(), {
  additionalProperties: false,
});
const Password = Type.Object(
  { old: Type.String({ maxLength: 4_096 }), new: Type.String({ minLength: 1, maxLength: 1_024 }) },
  { additionalProperties: false },
);

const Deletion = Type.Object(
  { password: Type.String({ maxLength: 4_096 }), language: Type.Optional(Type.Enum([...LANGUAGES])) },
  { additionalProperties: false },
);

/** The routes by which the owner of an account sees and changes it, apart from its mail. */
export function accountRoutes(services: Services) {
  const { store, settings, loginAnnouncer } = services;
  const { pool } = store;
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireOwner(services));
    app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

    app.get('/account', async ({ login }) => {
      const { address, displayName, quotaBytes, usedBytes, messageCount, leavesAt } = await findAccount(
        pool,
        login.address,
      );
      return {
        id: formatId('a', login.accountId),
        address,
        displayName,
        quotaBytes,
        usedBytes,
        messageCount,
        leavesAt,
      };
    });

    app.patch('/account', { bodyLimit: MAX_BODY }, async ({ login, body }, reply) => {
      const { displayName } = readBody(Change, body);
      const isTold = await transaction(pool, async (tx) => {
        const before = await findAccount(tx, login.address);
        await setDisplayName(tx, login.address, displayName);
        return followName(tx, { ...login, displayName: before.displayName }, displayName);
      });
      if (isTold) store.announce({ accountId: login.accountId, modseq: 0, mailboxIds: [] });
      return reply.code(204).send();
    });

    app.get('/account/preferences', ({ login }) => readPreferences(pool, login.accountId));

    app.patch('/account/preferences', { bodyLimit: MAX_PREFERENCES }, async ({ login, body }, reply) => {
      await changePreferences(pool, login.accountId, readBody(PreferenceChanges, body));
      return reply.code(204).send();
    });

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

    appPasswordRoutes(app, services);
    quarantineRoutes(app, services);
    noticeRoutes(app, services);
    delegationRoutes(app, services);

    app.get('/account/storage', async ({ login }) => ({
      mailboxes: (await listMailboxes(pool, login.accountId))
        .map(({ mailboxId, name, messageCount, sizeBytes }) => ({
          id: formatId('M', mailboxId),
          name,
          messages: messageCount,
          bytes: sizeBytes,
        }))
        .sort((one, other) => other.bytes - one.bytes),
    }));

    app.get<{ Querystring: { limit?: string } }>(
      '/account/storage/largest',
      async ({ login, query: { limit = '20' } }) => {
        if (!/^[1-9]\d{0,2}$/.test(limit)) throw new MailError('invalid', 'limit has to be a number from 1 to 999');
        const found = await services.searches.run(login.accountId, () =>
          largestMessages(pool, login.accountId, Number(limit)),
        );
        return {
          emails: found.map(({ id, subject, bytes, mailboxIds }) => ({
            id: formatId('E', id),
            subject,
            bytes,
            mailboxIds: mailboxIds.map((mailbox) => formatId('M', mailbox)),
          })),
        };
      },
    );
  };
}
