import { BadCommand, restOfLine } from '../arguments.ts';
import { command } from '../command.ts';
import { logIn } from '../session/log-in.ts';
import { requireSecure } from '../session/require-secure.ts';
import { AUTHORIZATION } from '../session/state.ts';

/** RFC 1939 7: blanks belong to the password. */
export const pass = command<string>({
  name: 'PASS',
  states: AUTHORIZATION,
  parse: restOfLine,
  run(session, password) {
    requireSecure(session);
    const { state } = session;
    if (state.name !== 'authorization' || state.user === null) throw new BadCommand('Send USER first');
    return logIn(session, { name: state.user, password });
  },
});
