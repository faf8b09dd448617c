import type { Check } from '../check.ts';

/** Finds clients that speak before the greeting, for which RFC 5321 3.1 makes them wait. Programs of spammers often do not listen. */
export const earlyTalker: Check = {
  name: 'early-talker',
  stage: 'connection',
  about: 'the client speaks before it is greeted; with `reject` it is let go at once (421)',
  rule: 'reject',
  run: ({ isEarly }) => (isEarly ? { reason: 'the client spoke before it was greeted' } : undefined),
};
