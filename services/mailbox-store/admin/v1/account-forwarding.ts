import { findAccount, setForwarding } from '@postroom/directory';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Account, Address, Forwarding } from './schemas.ts';

const params = Type.Object({ address: Address });
const tags = ['accounts'];

/** Where the mail of an account is sent on to. */
export function accountForwardingRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.put(
    '/accounts/:address/forwarding',
    {
      schema: {
        tags,
        summary: 'Forwards the mail of the account, except spam',
        params,
        body: Forwarding,
        response: { 200: Account },
      },
    },
    async ({ params: { address }, body }) => {
      await setForwarding(pool, address, body);
      return findAccount(pool, address);
    },
  );

  app.delete(
    '/accounts/:address/forwarding',
    { schema: { tags, summary: 'Stops forwarding the mail of the account', params, response: { 200: Account } } },
    async ({ params: { address } }) => {
      await setForwarding(pool, address, null);
      return findAccount(pool, address);
    },
  );
}
