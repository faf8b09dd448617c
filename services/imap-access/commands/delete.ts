import { deleteMailbox } from '@postroom/mailbox';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf, enterState } from '../session/state.ts';

/** RFC 3501 6.3.4. Deleting the selected mailbox leaves the session without one (RFC 2180 3). */
export const deleteCommand = command({
  name: 'DELETE',
  states: AFTER_LOGIN,
  parse(args) {
    args.expectSpace();
    return args.expectMailbox();
  },
  async run(session, name) {
    const account = accountOf(session);
    const id = await deleteMailbox(session.services.store, account.id, name);
    const { state } = session;
    if (state.name === 'selected' && state.mailbox.mailboxId === id)
      enterState(session, { name: 'authenticated', account });
    return undefined;
  },
});
