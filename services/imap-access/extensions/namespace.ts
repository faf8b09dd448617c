import { quote } from '@postroom/imap';
import { DELIMITER } from '@postroom/mailbox';
import { command, nothing } from '../command.ts';
import type { Extension } from '../extension.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { OTHER_USERS } from '../shared/names.ts';

const namespaceCommand = command({
  name: 'NAMESPACE',
  states: AFTER_LOGIN,
  parse: nothing,
  async run(session) {
    const delimiter = quote(DELIMITER);
    session.output.line(`* NAMESPACE (("" ${delimiter})) ((${quote(OTHER_USERS + DELIMITER)} ${delimiter})) NIL`);
    return undefined;
  },
});

/** RFC 2342: the user's own mailboxes have no prefix. The namespace of others is listed even if nobody shares anything. */
export const namespace: Extension = { capabilities: ['NAMESPACE'], commands: [namespaceCommand] };
