import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Random } from '@postroom/testkit';
import { mutate } from '../mutate.ts';
import type { ParserTarget } from './parser-target.ts';

export interface ParserFigures {
  readonly inputs: number;
  /** The most CPU time of this thread that one input took, in ms, and its seed. */
  readonly longestMs: number;
  readonly longestSeed: number;
  /** Octets in use after the first tenth of the inputs and at the end. */
  readonly warmBytes: number;
  readonly endBytes: number;
}

/** An input that takes this long is fed again. */
const SUSPECT_MS = 50;

/**
 * Feeds a parser with inputs that are nearly right. Each input has a seed of its own, so that a failing one can be repeated alone. Throws what
 * the target throws, with the seed.
 */
export async function fuzzParser(
  target: ParserTarget,
  { seed, inputs, signal }: { seed: number; inputs: number; signal?: AbortSignal },
): Promise<ParserFigures> {
  let [longestMs, longestSeed, warmBytes] = [0, seed, 0];
  let done = 0;
  for (; done < inputs && !signal?.aborted; done += 1) {
    let tookMs = await feed(target, seed + done);
    // Compiling or collecting garbage meanwhile is not the input's fault.
    for (let again = 0; again < 4 && tookMs > SUSPECT_MS; again += 1) {
      tookMs = Math.min(tookMs, await feed(target, seed + done));
    }
    if (tookMs > longestMs) [longestMs, longestSeed] = [tookMs, seed + done];
    if (done === Math.floor(inputs / 10)) warmBytes = livingBytes();
  }
  return { inputs: done, longestMs, longestSeed, warmBytes, endBytes: livingBytes() };
}

/** Returns the CPU time that one input takes, in ms. */
async function feed(target: ParserTarget, seed: number): Promise<number> {
  const random = new Random(seed);
  const input = mutate(Buffer.from(target.say(random), 'latin1'), random, target.dictionary);
  const before = process.threadCpuUsage();
  try {
    await target.check(input, random);
  } catch (error) {
    throw new Error(`${target.name}, seed ${seed}: ${(error as Error).message}`, { cause: error });
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Returns the octets in use, on the heap and outside it, after a garbage collection. */
function livingBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
