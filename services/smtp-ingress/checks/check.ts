import type { Services } from '../services.ts';
import type { Incoming, Verdict } from './verdict.ts';

/** Looks at a message; undefined when there is nothing to say. Writes nothing into it: `receive` does, once. */
export type Check = (incoming: Incoming, services: Services) => Promise<Verdict | undefined> | Verdict | undefined;
