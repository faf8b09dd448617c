import { command } from '../command.ts';
import { ANY_STATE } from '../session/state.ts';
import { anyArguments } from './arguments.ts';

/** RFC 5321 4.1.1.9: the argument is ignored. */
export const noop = command({ name: 'NOOP', states: ANY_STATE, parse: anyArguments, run: () => '250 2.0.0 OK' });
