import type { Check } from '../check.ts';

/** RFC 5321 3.1: a client waits for the greeting. One that does not has a list of addresses and no ear. */
export const earlyTalker: Check = {
  name: 'early-talker',
  stage: 'connection',
  about: 'the client speaks before it is greeted; with `reject` it is let go at once (421)',
  rule: 'reject',
  run: ({ isEarly }) => (isEarly ? { reason: 'the client spoke before it was greeted' } : undefined),
};
