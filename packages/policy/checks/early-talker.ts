import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

/** Finds clients that speak before the greeting, for which RFC 5321 3.1 makes them wait. Programs of spammers often do not listen. */
export const earlyTalker: Check = {
  name: 'early-talker',
  stage: 'connection',
  about: 'the sending server does not wait for our greeting; with `reject` it is disconnected at once (421)',
  rule: 'reject',
  run: ({ isEarly }) => (isEarly ? { reason: REASONS.spokeEarly() } : undefined),
};
