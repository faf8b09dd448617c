import type { AttemptedDelivery } from '@postroom/transit';

type Facts = Pick<AttemptedDelivery, 'reversePath' | 'notify' | 'source'>;

/**
 * Whether a report is wanted. Without NOTIFY, failures and delays are reported (RFC 3461 4.1). Nothing is ever reported to the null
 * reverse-path. A sender who did not log in may have forged the reverse-path, so success is reported there only with `successToStrangers`.
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

/** Whether the mail came from somebody who did not log in. */
export function isStranger(source: AttemptedDelivery['source']): boolean {
  return source === 'mx';
}
