import { notifyAlmostFull, notifyOfHeld, removeDeparting } from '@postroom/joining';
import { notifyOthers } from '@postroom/mailbox';
import type { Parts } from '../parts.ts';
import { periodically } from './periodic.ts';

/** Starts what has to be done for accounts: their deletion when their owners want it, and mails to those that are full or have mail in quarantine. */
export function startAccountWork({ store, announcer, logins, config, log, stack }: Parts): void {
  const everyMs = config.HOUSEKEEPING_SECONDS * 1000;
  const removeLeavers = () =>
    removeDeparting(
      store.pool,
      config.RESERVED_NAME_DAYS,
      ({ accountId, others }) => {
        log.info({ accountId }, 'an account was deleted at the request of its owner');
        logins.loginsChanged(accountId);
        notifyOthers(announcer, [accountId, ...others]);
      },
      (err, address) => log.error({ err, address }, 'an account cannot be deleted'),
    );
  stack.use(periodically('deleting accounts', everyMs, removeLeavers, log));
  const notifyFull = () =>
    notifyAlmostFull(store, config.MAIL_HOSTNAME, (err, account) =>
      log.error({ err, account }, 'an almost full account cannot be notified'),
    );
  stack.use(periodically('telling who is almost full', everyMs, notifyFull, log));
  const held = {
    hostname: config.MAIL_HOSTNAME,
    publicUrl: config.PUBLIC_URL,
    days: config.QUARANTINE_DAYS,
    every: config.QUARANTINE_NOTICES,
  };
  const notifyHeld = () =>
    notifyOfHeld(store, held, (err, account) =>
      log.error({ err, account }, 'an account cannot be told of its mail in quarantine'),
    );
  stack.use(periodically('telling who has mail in quarantine', everyMs, notifyHeld, log));
}
