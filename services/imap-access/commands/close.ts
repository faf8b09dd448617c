import { expunge } from '@postroom/mailbox';
import { command, nothing } from '../command.ts';
import { enterState, SELECTED, selectedIn } from '../session/state.ts';

/** RFC 3501 6.4.2: expunges without EXPUNGE responses, unless the mailbox is read-only, and leaves the mailbox. */
export const close = command({
  name: 'CLOSE',
  states: SELECTED,
  flush: 'nothing',
  parse: nothing,
  async run(session) {
    const { account, mailbox } = selectedIn(session);
    // RFC 4314 4: without the right `e` nothing is expunged, which is no error.
    if (!mailbox.readOnly && mailbox.rights.has('e'))
      await expunge(session.services.store, mailbox, { uids: null, onlyDeleted: true });
    enterState(session, { name: 'authenticated', account });
    return undefined;
  },
});
