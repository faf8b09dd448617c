import { command } from '../command.ts';
import { ANY_STATE } from '../session/state.ts';
import { noArguments } from './arguments.ts';

/** RFC 5321 4.1.1.10. */
export const quit = command({
  name: 'QUIT',
  states: ANY_STATE,
  parse: noArguments,
  run(session) {
    session.end('221 2.0.0 Bye');
    return undefined;
  },
});
