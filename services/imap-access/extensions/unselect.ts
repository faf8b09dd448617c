import { command, nothing } from '../command.ts';
import type { Extension } from '../extension.ts';
import { enterState, SELECTED, selectedIn } from '../session/state.ts';

const unselectCommand = command({
  name: 'UNSELECT',
  states: SELECTED,
  flush: 'nothing',
  parse: nothing,
  async run(session) {
    enterState(session, { name: 'authenticated', account: selectedIn(session).account });
    return undefined;
  },
});

/** RFC 3691: leaves the mailbox without expunging. */
export const unselect: Extension = { capabilities: ['UNSELECT'], commands: [unselectCommand] };
