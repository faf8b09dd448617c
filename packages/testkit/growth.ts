const TIMES = 32;
/** So many of each size at least, and at most while the larger seems to take too long. */
const RUNS = { least: 5, most: 60 };

/** What is less grows with its input, what is more with a power of it: halfway between 32 and 1,024, as powers go. */
export const LINEAR_GROWTH = 181;

/**
 * How many times as long some work takes for 32 times the size: about 32 where it grows with its input, 1,024 where with the square of it. The
 * shortest of several runs of each is compared, of many where something else keeps the machine busy. The smaller is measured 32 times in a row: both
 * are as long where the work grows with its input, and who interrupts interrupts both.
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
