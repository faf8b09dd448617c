const TIMES = 32;
/** Runs of each size: the least, and the most while the larger size seems too slow. */
const RUNS = { least: 5, most: 60 };

/** The bound between linear and quadratic growth: the geometric mean of 32 and 1,024. */
export const LINEAR_GROWTH = 181;

/**
 * Returns how many times as long some work takes for 32 times the size: about 32 for linear time, 1,024 for quadratic time.
 * Compares the shortest of several runs, of more runs where the machine is busy. The smaller size is measured 32 times in a row: with
 * linear work both measurements are equally long, so interruptions affect them alike.
 * @param size for the smaller run
 */
export function growth(work: (size: number) => unknown, size: number): number {
  work(size);
  let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 1; run <= RUNS.most; run += 1) {
    small = Math.min(
      small,
      timeOf(() => {
        for (let time = 0; time < TIMES; time += 1) work(size);
      }) / TIMES,
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
