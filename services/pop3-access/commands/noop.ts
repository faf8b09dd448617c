import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { TRANSACTION } from '../session/state.ts';

/** RFC 1939 5. */
export const noop = command({ name: 'NOOP', states: TRANSACTION, parse: noArguments, run: () => 'Still here' });
