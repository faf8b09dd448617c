import { transaction } from '@postroom/database';
import { changePreferences, findAccount, readPreferences, setDisplayName } from '@postroom/directory';
import { formatId } from '@postroom/jmap';
import { followName } from '@postroom/sending';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readBody } from '../http/body.ts';
import type { Services } from '../services.ts';
import { requireOwner } from '../sign-in/require-login.ts';
import { appPasswordRoutes } from './app-passwords.ts';
import { delegationRoutes } from './delegations.ts';
import { noticeRoutes } from './notices.ts';
import { quarantineRoutes } from './quarantine.ts';
import { secretRoutes } from './secrets.ts';
import { sessionRoutes } from './sessions.ts';
import { storageRoutes } from './storage.ts';

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

/** The routes by which the owner of an account sees and changes it, apart from its mail. */
export function accountRoutes(services: Services) {
  const { store } = services;
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

    secretRoutes(app, services);
    sessionRoutes(app, services);
    appPasswordRoutes(app, services);
    quarantineRoutes(app, services);
    noticeRoutes(app, services);
    delegationRoutes(app, services);
    storageRoutes(app, services);
  };
}
