import { quote } from '@postroom/imap';
import { DELIMITER } from '@postroom/mailbox';
import { command, nothing } from '../command.ts';
import type { Extension } from '../extension.ts';
import { AFTER_LOGIN } from '../session/state.ts';

const namespaceCommand = command({
  name: 'NAMESPACE',
  states: AFTER_LOGIN,
  parse: nothing,
  async run(session) {
    session.output.line(`* NAMESPACE (("" ${quote(DELIMITER)})) NIL NIL`);
    return undefined;
  },
});

/** RFC 2342: all mailboxes are the user's own and begin with nothing. */
export const namespace: Extension = { capabilities: ['NAMESPACE'], commands: [namespaceCommand] };
