import { subscribe as addSubscription, unsubscribe as removeSubscription } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';

/** RFC 3501 6.3.6. A name need not have a mailbox. */
export const subscribe = subscription('SUBSCRIBE', addSubscription);

/** RFC 3501 6.3.7. */
export const unsubscribe = subscription('UNSUBSCRIBE', removeSubscription);

function subscription(name: string, change: typeof addSubscription): AnyCommand {
  return command({
    name,
    states: AFTER_LOGIN,
    parse(args) {
      args.expectSpace();
      return args.expectMailbox();
    },
    async run(session, mailbox) {
      await change(session.services.store.pool, accountOf(session).id, mailbox);
      return undefined;
    },
  });
}
