import type { Outcome } from '../../outcomes/outcome.ts';
import type { RouteFailure } from './failure.ts';

/** Returns the outcome of mail that has no route. */
export function unroutable({ permanent, enhanced, message }: RouteFailure): Outcome {
  const result = permanent ? 'permanent' : 'temporary';
  return { result, status: enhanced, host: '', reply: `${enhanced} ${message}`, fromServer: false, dsn: false };
}
