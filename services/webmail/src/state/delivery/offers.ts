import type { DeliveryFacts } from '../../jmap/types.ts';
import { type DeliveryStatus, stateOf } from './delivery-state.ts';

/** Returns whether a delivery can be taken back: it has gone nowhere yet and is not under way. */
export function isWaiting(status: DeliveryStatus, { isUnderWay, isTakenBack }: DeliveryFacts): boolean {
  const state = stateOf(status);
  return (state === 'waiting' || state === 'queued') && !isUnderWay && !isTakenBack;
}

/** Returns whether a delivery can be tried at once: it waits for its next attempt. */
export function canBeTried(status: DeliveryStatus, facts: DeliveryFacts): boolean {
  return isWaiting(status, facts) && stateOf(status) === 'waiting' && !facts.isHeld;
}
