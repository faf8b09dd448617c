import { type Invocation, MethodError } from '@postroom/jmap';

/** Methods that change nothing. */
const READS = /\/(?:get|query|changes|queryChanges|parse|lookup|echo)$/;

/**
 * What long work calls now and then: it throws once nobody waits for the answer any more. A request that also changes something is done to
 * its end: what it finds may say what it changes.
 */
export function stillThere(calls: readonly Invocation[], isGone: () => boolean): () => void {
  if (!calls.every(({ name }) => READS.test(name))) return () => {};
  return () => {
    if (isGone()) throw new MethodError('serverFail', 'Nobody waits for the answer');
  };
}
