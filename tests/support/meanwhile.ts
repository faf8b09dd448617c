import type { ServiceWatch } from './service-watch.ts';

export interface Meanwhile<Result> {
  readonly result: Result;
  /** The longest time for which the service's event loop was held, as CPU time in ms. */
  readonly longestMs: number;
  /** The number of answers that the bystander got. */
  readonly answers: number;
  /** The service's peak memory, less what it had before, in octets. */
  readonly grownBytes: number;
}

/**
 * Does something hostile while another client keeps asking for something small. Measures how long one client can make another wait, as CPU
 * time for which the service's event loop is held; that does not depend on other load.
 * @param ask sends the bystander's command and waits for its answer
 */
export async function meanwhile<Result>(
  watch: ServiceWatch,
  ask: () => Promise<unknown>,
  hostile: () => Promise<Result>,
): Promise<Meanwhile<Result>> {
  await ask();
  watch.forgetPeak();
  watch.forgetHolds();
  const before = watch.memoryBytes();
  let isDone = false;
  const work = hostile().finally(() => {
    isDone = true;
  });
  // An error of the hostile side is thrown below, after the bystander has stopped.
  work.catch(() => {});
  let answers = 0;
  for (; !isDone; answers += 1) await ask();
  const result = await work;
  // The watch notes a hold in the turn after it, which is over before the second answer.
  await ask();
  await ask();
  return { result, longestMs: watch.longestMs(), answers, grownBytes: Math.max(0, watch.peakBytes() - before) };
}
