import type { Check } from './check.ts';

/** Whether one of our users sends more than he may, by whatever protocol (docs/decisions/0111-sending-limits.md). */
export const ownSending: Check = async ({ arrival, user, places }, { sending }) => {
  if (!sending || !arrival.submitted || !user) return undefined;
  const refusal = await sending.count(user, Math.max(1, places.size));
  return refusal ? { refusal } : undefined;
};
