import { subscribe as addSubscription, unsubscribe as removeSubscription, subscribeShared } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { findShared } from '../shared/find.ts';
import { readMailbox } from './arguments.ts';

/** RFC 3501 6.3.6. The name need not be that of an existing mailbox. */
export const subscribe = subscription('SUBSCRIBE', true);

/** RFC 3501 6.3.7. */
export const unsubscribe = subscription('UNSUBSCRIBE', false);

function subscription(name: string, isSubscribed: boolean): AnyCommand {
  return command({
    name,
    states: AFTER_LOGIN,
    parse: readMailbox,
    async run(session, mailbox) {
      const { pool } = session.services.store;
      const { id } = accountOf(session);
      const shared = await findShared(session, mailbox);
      if (shared) await subscribeShared(pool, id, shared, isSubscribed);
      else await (isSubscribed ? addSubscription : removeSubscription)(pool, id, mailbox);
      return undefined;
    },
  });
}
