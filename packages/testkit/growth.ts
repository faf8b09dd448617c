const TIMES = 32;
/** So many of each size at least, and at most while the larger seems to take too long. */
const RUNS = { least: 5, most: 60 };

/** What is less grows with its input, what is more with a power of it: halfway between 32 and 1,024, as powers go. */
export const LINEAR_GROWTH = 181;

/**
 * How many times as long some work takes for 32 times the size: about 32 where it grows with its input, 1,024 where with the square of it. The
 * shortest of several runs of each is compared, of many where something else keeps the machine busy.
 * @param size for the smaller run; one that takes a tenth of a millisecond or more
 */
export function growth(work: (size: number) => unknown, size: number): number {
  work(size);
  let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 1; run <= RUNS.most; run += 1) {
    small = Math.min(
      small,
      timeOf(() => work(size)),
    );
    large = Math.min(
      large,
      timeOf(() => work(size * TIMES)),
    );
    if (run >= RUNS.least && large / small < LINEAR_GROWTH) break;
  }
  return large / small;
}

function timeOf(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
