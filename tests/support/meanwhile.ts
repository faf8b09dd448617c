import type { ServiceWatch } from './service-watch.ts';

export interface Meanwhile<Result> {
  readonly result: Result;
  /** The most CPU that the service's event loop used at a stretch, ms. */
  readonly longestMs: number;
  /** How often the bystander was answered. */
  readonly answers: number;
  /** The most memory the service had, less what it had before, octets. */
  readonly grownBytes: number;
}

/**
 * Does something hostile while another client asks again and again for something small. Shows how long one client can keep
 * another waiting: in CPU that the service's event loop uses without a turn for others, which is the same on a busy machine.
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
  // An error of the hostile side is told when the bystander has stopped.
  work.catch(() => {});
  let answers = 0;
  for (; !isDone; answers += 1) await ask();
  const result = await work;
  // A hold is told of in the turn behind it, and that comes before the second answer.
  await ask();
  await ask();
  return { result, longestMs: watch.longestMs(), answers, grownBytes: Math.max(0, watch.peakBytes() - before) };
}
