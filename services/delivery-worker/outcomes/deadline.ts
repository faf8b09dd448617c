import { isReturned, isTraced } from '@postroom/smtp';
import type { AttemptedDelivery } from '@postroom/transit';
import type { Outcome } from './outcome.ts';

// RFC 2852 4: what becomes of mail that was to be delivered by a time.

type Facts = Pick<AttemptedDelivery, 'deliverBy' | 'deliverByMode' | 'acceptedAt' | 'delayNotifiedAt' | 'notify'>;

/** What is said of mail that is not tried any more. */
export const TOO_LATE: Outcome = {
  result: 'temporary',
  status: '5.4.7',
  host: '',
  fromServer: false,
  dsn: false,
  reply: 'the time is over by which it was to be delivered',
};

/** It is to be returned. */
export function isTooLate({ deliverBy, deliverByMode }: Pick<Facts, 'deliverBy' | 'deliverByMode'>, now: Date) {
  return deliverBy !== null && deliverByMode !== null && isReturned(deliverByMode) && deliverBy <= now;
}

/** It goes on being tried, and its sender is to hear that it is late: once, whatever was told before. */
export function isNoticeDue({ deliverBy, deliverByMode, acceptedAt, delayNotifiedAt }: Facts, now: Date): boolean {
  if (deliverBy === null || deliverByMode === null || isReturned(deliverByMode)) return false;
  const wasLate = deliverBy <= acceptedAt;
  return !wasLate && deliverBy <= now && (delayNotifiedAt === null || delayNotifiedAt < deliverBy);
}

/** The next attempt is no later than the time at which something is to be done. */
export function orDeadline(nextAttemptAt: Date, { deliverBy }: Pick<Facts, 'deliverBy'>, now: Date): Date {
  return deliverBy !== null && deliverBy > now && deliverBy < nextAttemptAt ? deliverBy : nextAttemptAt;
}

/** Its sender hears that it was passed on: he asked for it, or the next server does not look at the time. */
export function reportsRelay({ deliverByMode, notify }: Facts, { watchesTime }: Outcome): boolean {
  if (deliverByMode === null || notify?.includes('NEVER')) return false;
  return isTraced(deliverByMode) || !watchesTime;
}
