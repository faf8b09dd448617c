import { isReturned, isTraced } from '@postroom/smtp';
import type { AttemptedDelivery } from '@postroom/transit';
import type { Outcome } from './outcome.ts';

// RFC 2852 4: mail that has to be delivered by a time.

type Facts = Pick<AttemptedDelivery, 'deliverBy' | 'deliverByMode' | 'acceptedAt' | 'delayNotifiedAt' | 'notify'>;

/** The outcome of mail whose time is over, so that it is not tried any more. */
export const TOO_LATE: Outcome = {
  result: 'temporary',
  status: '5.4.7',
  host: '',
  fromServer: false,
  dsn: false,
  reply: 'the delivery deadline set by the sender has passed',
};

/** Whether the mail has to be returned now. */
export function isTooLate({ deliverBy, deliverByMode }: Pick<Facts, 'deliverBy' | 'deliverByMode'>, now: Date) {
  return deliverBy !== null && deliverByMode !== null && isReturned(deliverByMode) && deliverBy <= now;
}

/** Whether the sender has to be told now that the mail is late, while it is still tried: once, whatever was reported before. */
export function isNoticeDue({ deliverBy, deliverByMode, acceptedAt, delayNotifiedAt }: Facts, now: Date): boolean {
  if (deliverBy === null || deliverByMode === null || isReturned(deliverByMode)) return false;
  const wasLate = deliverBy <= acceptedAt;
  return !wasLate && deliverBy <= now && (delayNotifiedAt === null || delayNotifiedAt < deliverBy);
}

/** Returns the time of the next attempt, but no later than the deadline. */
export function orDeadline(nextAttemptAt: Date, { deliverBy }: Pick<Facts, 'deliverBy'>, now: Date): Date {
  return deliverBy !== null && deliverBy > now && deliverBy < nextAttemptAt ? deliverBy : nextAttemptAt;
}

/** Whether the sender is told that the mail was relayed: by its own wish, or because the next server does not watch the deadline. */
export function reportsRelay({ deliverByMode, notify }: Facts, { watchesTime }: Outcome): boolean {
  if (deliverByMode === null || notify?.includes('NEVER')) return false;
  return isTraced(deliverByMode) || !watchesTime;
}
