import type { Intake } from '../intake.ts';
import type { Incoming, Verdict } from './verdict.ts';

/** Looks at a message; undefined when there is nothing to say. Writes nothing into it: `receive` does, once. */
export type Check = (incoming: Incoming, intake: Intake) => Promise<Verdict | undefined> | Verdict | undefined;
