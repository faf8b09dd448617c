import { command } from '../command.ts';
import { ANY_STATE, endTransaction } from '../session/state.ts';
import { noArguments } from './arguments.ts';

/** RFC 5321 4.1.1.5: discards the mail transaction; EHLO and login stay valid. */
export const rset = command({
  name: 'RSET',
  states: ANY_STATE,
  parse: noArguments,
  run(session) {
    endTransaction(session);
    return '250 2.0.0 Forgotten';
  },
});
