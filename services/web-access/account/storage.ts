import { formatId } from '@postroom/jmap';
import { largestMessages, listMailboxes } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** What takes the account's space: its mailboxes, and its largest emails. */
export function storageRoutes(app: FastifyInstance, { store: { pool }, searches }: Services): void {
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
      const found = await searches.run(login.accountId, () => largestMessages(pool, login.accountId, Number(limit)));
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
}
