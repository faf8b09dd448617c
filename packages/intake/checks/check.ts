import type { Intake } from '../intake.ts';
import type { Incoming, Verdict } from './verdict.ts';

/** Checks a message; undefined means nothing to say. It does not change the message: takeMail does that once for all checks. */
export type Check = (incoming: Incoming, intake: Intake) => Promise<Verdict | undefined> | Verdict | undefined;
