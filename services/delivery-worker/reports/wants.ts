import type { AttemptedDelivery } from '@postroom/transit';

type Facts = Pick<AttemptedDelivery, 'reversePath' | 'notify' | 'source'>;

/**
 * RFC 3461 4.1: without NOTIFY failures and delays are reported; to the null reverse-path nothing ever is. Who did not log
 * in may have forged the reverse-path, and hears of success only where `successToStrangers` says so.
 */
export function wantsReport(
  { reversePath, notify, source }: Facts,
  event: 'SUCCESS' | 'FAILURE' | 'DELAY',
  successToStrangers: boolean,
): boolean {
  if (reversePath === '') return false;
  if (event === 'SUCCESS' && isStranger(source) && !successToStrangers) return false;
  return notify === null ? event !== 'SUCCESS' : notify.includes(event);
}

/** The mail came from somebody who did not log in. */
export function isStranger(source: AttemptedDelivery['source']): boolean {
  return source === 'mx';
}
