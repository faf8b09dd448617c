import type { Check } from './check.ts';

/** Refuses mail of our users who send more than they may, whichever protocol they use (docs/decisions/0111-sending-limits.md). */
export const ownSending: Check = ({ trace, user, places }, { sending }) => {
  if (!sending || !trace.submitted || !user) return undefined;
  return sending.count(user, Math.max(1, places.size)).then((refusal) => (refusal ? { refusal } : undefined));
};
