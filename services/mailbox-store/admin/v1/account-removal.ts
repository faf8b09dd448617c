import { transaction } from '@postroom/database';
import { findAccount, stay } from '@postroom/directory';
import { removeAccount } from '@postroom/joining';
import { notifyOthers } from '@postroom/mailbox';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Account, Address, Nothing } from './schemas.ts';

const params = Type.Object({ address: Address });
const tags = ['accounts'];

/** The end of an account, and its cancellation. */
export function accountRemovalRoutes(app: HttpApp, { pool, announcer, logins, reservedDays }: AdminContext): void {
  app.post(
    '/accounts/:address/stay',
    {
      schema: {
        tags,
        summary: 'Cancels the deletion that the owner of the account requested',
        params,
        response: { 200: Account },
      },
    },
    async ({ params: { address } }) => {
      await stay(pool, (await findAccount(pool, address)).id);
      return findAccount(pool, address);
    },
  );

  app.delete(
    '/accounts/:address',
    {
      schema: {
        tags,
        summary: 'Ends the sessions of the account and removes it with all its mailboxes and mail',
        params,
        response: { 204: Nothing },
      },
    },
    async ({ params: { address } }, reply) => {
      const { accountId, others } = await transaction(pool, (tx) => removeAccount(tx, address, reservedDays));
      logins.loginsChanged(accountId);
      notifyOthers(announcer, [accountId, ...others]);
      return reply.code(204).send(null);
    },
  );
}
