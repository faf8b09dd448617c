import { command, nothing } from '../command.ts';
import { ANY_STATE } from '../session/state.ts';

/** RFC 3501 6.1.1. */
export const capability = command({
  name: 'CAPABILITY',
  states: ANY_STATE,
  parse: nothing,
  async run(session, _, { capabilities }) {
    session.output.line(`* CAPABILITY ${capabilities(session)}`);
    return undefined;
  },
});
