import { command, nothing } from '../command.ts';
import { ANY_STATE, SELECTED } from '../session/state.ts';

/** RFC 3501 6.1.2: NOOP does nothing itself; the dispatcher sends updates. */
export const noop = command({ name: 'NOOP', states: ANY_STATE, parse: nothing, run: async () => undefined });

/** RFC 3501 6.4.1: every change is stored before its response, so a checkpoint has nothing to do. */
export const check = command({ name: 'CHECK', states: SELECTED, parse: nothing, run: async () => undefined });
