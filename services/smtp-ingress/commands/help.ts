import { command } from '../command.ts';
import { ANY_STATE } from '../session/state.ts';
import { anyArguments } from './arguments.ts';

/** RFC 5321 4.1.1.8. */
export const help = command({
  name: 'HELP',
  states: ANY_STATE,
  parse: anyArguments,
  run: () => '214 2.0.0 See https://www.rfc-editor.org/info/rfc5321',
});
