import { BadCommand } from '../arguments.ts';
import { command } from '../command.ts';
import { requireSecure } from '../session/require-secure.ts';
import { AUTHORIZATION, enterState } from '../session/state.ts';

/** RFC 1939 7. The response is the same whether the account exists or not. */
export const user = command<string>({
  name: 'USER',
  states: AUTHORIZATION,
  parse(args) {
    const name = args.trim();
    if (name === '') throw new BadCommand('A name is missing');
    return name;
  },
  run(session, name) {
    requireSecure(session);
    enterState(session, { name: 'authorization', user: name });
    return 'Send PASS';
  },
});
