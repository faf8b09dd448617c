import type { MailParameters } from '@postroom/smtp';

/** How long a message may wait for its send time, in seconds (RFC 4865 3 max-future-release-interval, RFC 8621 1.3.2 maxDelayedSend). */
export const MAX_HOLD_SECONDS = 366 * 24 * 3600;

/** Returns when a message accepted now is released; null: at once. Undefined when that is later than allowed. */
export function releaseTime(
  { holdFor, holdUntil }: Pick<MailParameters, 'holdFor' | 'holdUntil'>,
  now: Date,
): Date | null | undefined {
  const time = holdUntil ?? (holdFor === undefined ? now : new Date(now.getTime() + holdFor * 1_000));
  if (time.getTime() > now.getTime() + MAX_HOLD_SECONDS * 1_000) return undefined;
  return time > now ? time : null;
}
