import { command, nothing } from '../command.ts';
import { ANY_STATE, enterState } from '../session/state.ts';

/** RFC 3501 6.1.3. */
export const logout = command({
  name: 'LOGOUT',
  states: ANY_STATE,
  flush: 'nothing',
  parse: nothing,
  async run(session) {
    session.output.line('* BYE Goodbye');
    enterState(session, { name: 'logout' });
    return undefined;
  },
});
