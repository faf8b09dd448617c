import { renameMailbox } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { renameShared } from '../shared/change.ts';
import { findShared } from '../shared/find.ts';
import { isOfOthers } from '../shared/names.ts';

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
    const shared = await findShared(session, from);
    if (!shared && isOfOthers(to)) throw new MailError('cannot', 'A mailbox cannot move to another account');
    if (shared) await renameShared(session, shared, from, to);
    else await renameMailbox(session.services.store, accountOf(session).id, { from, to });
    return undefined;
  },
});
