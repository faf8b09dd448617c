import { fuzzParser } from './fuzz-parser.ts';
import { PARSERS } from './targets/index.ts';

export interface RoundOptions {
  /** The name of a parser; `all` for all in turn. */
  readonly parser: string;
  /** The seed of the first input; from the clock by default. */
  readonly seed: number | undefined;
  /** The number of inputs in all. */
  readonly inputs: number;
  readonly signal: AbortSignal;
}

const ROUND = 10_000;
const MIB = 1024 * 1024;

/** Fuzzes the parsers in turn and prints a line each time. Returns whether everything passed. */
export async function fuzzParsers(options: RoundOptions): Promise<boolean> {
  const targets = PARSERS.filter(({ name }) => options.parser === 'all' || name === options.parser);
  if (targets.length === 0) throw new Error(`--parser is all, or one of ${PARSERS.map(({ name }) => name).join(', ')}`);
  let seed = options.seed ?? Date.now() % 1_000_000_000;
  let left = options.inputs;
  // Even a few inputs are enough for one round.
  const round = Math.min(ROUND, Math.ceil(left / targets.length));
  for (let turn = 0; left > 0 && !options.signal.aborted; turn += 1) {
    const target = targets[turn % targets.length];
    if (!target) break;
    const inputs = Math.min(left, round);
    try {
      const figures = await fuzzParser(target, { seed, inputs, signal: options.signal });
      console.log(
        `${target.name}: seed ${seed}, ${figures.inputs} inputs, ${figures.longestMs.toFixed(1)} ms of CPU at most ` +
          `(seed ${figures.longestSeed}), memory ${(figures.warmBytes / MIB).toFixed(1)} → ${(figures.endBytes / MIB).toFixed(1)} MiB`,
      );
    } catch (error) {
      console.error((error as Error).stack);
      return false;
    }
    left -= inputs;
    seed += inputs;
  }
  return true;
}
