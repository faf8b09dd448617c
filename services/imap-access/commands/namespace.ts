import { quote } from '@postroom/imap';
import { DELIMITER } from '@postroom/mailbox';
import { command, nothing } from '../command.ts';
import { AFTER_LOGIN } from '../session/state.ts';

/** RFC 2342: all mailboxes are the user's own and begin with nothing. */
export const namespace = command({
  name: 'NAMESPACE',
  states: AFTER_LOGIN,
  capabilities: [{ name: 'NAMESPACE' }],
  parse: nothing,
  async run(session) {
    session.output.line(`* NAMESPACE (("" ${quote(DELIMITER)})) NIL NIL`);
    return undefined;
  },
});
