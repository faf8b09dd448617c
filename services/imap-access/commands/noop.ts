import { command, nothing } from '../command.ts';
import { ANY_STATE, SELECTED } from '../session/state.ts';

/** RFC 3501 6.1.2: the dispatcher sends updates, and NOOP is for nothing else. */
export const noop = command({ name: 'NOOP', states: ANY_STATE, parse: nothing, run: async () => undefined });

/** RFC 3501 6.4.1: every change is kept when it is answered, so a checkpoint has nothing left to do. */
export const check = command({ name: 'CHECK', states: SELECTED, parse: nothing, run: async () => undefined });
