import { type Invocation, MethodError } from '@postroom/jmap';

/** Methods that change nothing. */
const READS = /\/(?:get|query|changes|queryChanges|parse|lookup|echo)$/;

/**
 * Returns a function that long work calls from time to time: it throws once nobody waits for the response. A request that also changes
 * something is never stopped, because its changes may depend on what it reads.
 */
export function stillThere(calls: readonly Invocation[], isGone: () => boolean): () => void {
  if (!calls.every(({ name }) => READS.test(name))) return () => {};
  return () => {
    if (isGone()) throw new MethodError('serverFail', 'Nobody waits for the answer');
  };
}
