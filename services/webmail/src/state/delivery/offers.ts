import type { DeliveryFacts } from '../../jmap/types.ts';
import { type DeliveryStatus, stateOf } from './delivery-state.ts';

/** It has not gone anywhere yet, and nobody is bringing it: it can be taken back. */
export function isWaiting(status: DeliveryStatus, { isUnderWay, isTakenBack }: DeliveryFacts): boolean {
  const state = stateOf(status);
  return (state === 'waiting' || state === 'queued') && !isUnderWay && !isTakenBack;
}

/** It waits for its next attempt. */
export function canBeTried(status: DeliveryStatus, facts: DeliveryFacts): boolean {
  return isWaiting(status, facts) && stateOf(status) === 'waiting' && !facts.isHeld;
}
