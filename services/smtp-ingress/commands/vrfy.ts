import { badArguments } from '@postroom/smtp';
import { command } from '../command.ts';
import { ANY_STATE } from '../session/state.ts';

/** RFC 5321 3.5.3, 7.3: never tells whether an address exists; only RCPT does. */
export const vrfy = command({
  name: 'VRFY',
  states: ANY_STATE,
  parse(args) {
    if (args === '') throw badArguments('Expected an address');
    return args;
  },
  run: () => '252 2.1.5 Cannot verify the address, but mail for it is attempted',
});
