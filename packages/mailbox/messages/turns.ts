import { setImmediate } from 'node:timers/promises';

/** So long others may wait. */
const turnMs = 10;

/** Gives others their turn in the course of long work: a promise to wait for whenever the last turn is long ago. */
export function turns(): () => Promise<void> | undefined {
  let since = performance.now();
  const give = async (): Promise<void> => {
    await setImmediate();
    since = performance.now();
  };
  return () => (performance.now() - since < turnMs ? undefined : give());
}
