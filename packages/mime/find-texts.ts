import { defaultLimits } from './limits.ts';
import { LineScanner } from './scanner.ts';
import { TextFinder } from './text/finder.ts';
import { TreeBuilder } from './tree-builder.ts';
import { inPieces, type Pause } from './turns.ts';

/** Part headers are read whole up to an absurd size; of a part's description only what decoding its text needs is kept. */
const limits = {
  ...defaultLimits,
  maxPartHeader: 1024 * 1024,
  maxPartHeaders: Number.POSITIVE_INFINITY,
  maxEnvelopes: -1,
  maxDescribed: 0,
};

/**
 * Returns for each needle, folded by foldCase, whether the message has it (with any accents) in the text that describe() gathers,
 * but without describe's limits. Reads `chunks` to their end or until all needles are found.
 * @param headerLength octets of the message's own header, which is not searched
 */
export async function findTexts(
  chunks: AsyncIterable<Uint8Array>,
  needles: readonly string[],
  { headerLength, pause }: { headerLength?: number; pause?: Pause } = {},
): Promise<boolean[]> {
  const finder = new TextFinder(needles);
  const scanner = new LineScanner(new TreeBuilder(limits, finder), headerLength);
  for await (const piece of inPieces(chunks, pause)) {
    scanner.push(piece);
    await finder.readHeaders(pause);
    if (finder.isDone) return finder.found;
  }
  scanner.end();
  await finder.readHeaders(pause);
  return finder.found;
}
