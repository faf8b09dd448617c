import { findAccount, readSendingState, setStatus } from '@postroom/directory';
import { accountsSharedWith, notifyOthers } from '@postroom/mailbox';
import { holdMailOf, releaseMailOf } from '@postroom/transit';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Account, Address } from './schemas.ts';

const params = Type.Object({ address: Address });
const tags = ['accounts'];

/** Routes to suspend an account and to resume it. Meanwhile its queued mail is held, including mail to be sent later. */
export function suspensionRoutes(app: HttpApp, { pool, announcer, logins, sweep, log }: AdminContext): void {
  /** Tells the account's own sessions, and those of accounts with which it shares: what a suspended account shares is not visible. */
  async function announce(accountId: number): Promise<void> {
    logins.loginsChanged(accountId);
    notifyOthers(announcer, [accountId, ...(await accountsSharedWith(pool, accountId))]);
  }

  app.post(
    '/accounts/:address/suspend',
    {
      schema: {
        tags,
        summary:
          'Suspends the account: ends its sessions, blocks login and sending, and holds its queued mail; mail for it waits',
        params,
        response: { 200: Account },
      },
    },
    async ({ params: { address } }) => {
      const id = await setStatus(pool, address, 'suspended');
      await announce(id);
      await holdMailOf(pool, id);
      return findAccount(pool, address);
    },
  );

  app.post(
    '/accounts/:address/resume',
    {
      schema: {
        tags,
        summary: 'Ends a suspension and releases its queued mail, unless the account is blocked from sending',
        params,
        response: { 200: Account },
      },
    },
    async ({ params: { address } }) => {
      const id = await setStatus(pool, address, 'active');
      await announce(id);
      const isHeld = (await readSendingState(pool, id))?.heldFor != null;
      if (!isHeld && (await releaseMailOf(pool, id)) > 0) {
        // If the queue cannot be told, the regular sweep finds the deliveries.
        await sweep({ again: true }).catch((err: unknown) =>
          log.warn({ err }, 'released mail is sent late: Redis could not be notified'),
        );
      }
      return findAccount(pool, address);
    },
  );
}
