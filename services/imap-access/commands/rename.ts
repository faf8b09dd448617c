import { renameMailbox } from '@postroom/mailbox';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';

/** RFC 3501 6.3.5. */
export const rename = command({
  name: 'RENAME',
  states: AFTER_LOGIN,
  parse(args) {
    args.expectSpace();
    const from = args.expectMailbox();
    args.expectSpace();
    return { from, to: args.expectMailbox() };
  },
  async run(session, { from, to }) {
    await renameMailbox(session.services.store, accountOf(session).id, from, to);
    return undefined;
  },
});
