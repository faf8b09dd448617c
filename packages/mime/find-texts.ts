import { defaultLimits } from './limits.ts';
import { LineScanner } from './scanner.ts';
import { TextFinder } from './text/finder.ts';
import { TreeBuilder } from './tree-builder.ts';
import { inPieces, type Pause } from './turns.ts';

/** Headers of parts are read whole, but for what nobody writes; nothing of a part is kept beyond what its text needs. */
const limits = {
  ...defaultLimits,
  maxPartHeader: 1024 * 1024,
  maxPartHeaders: Number.POSITIVE_INFINITY,
  maxEnvelopes: -1,
  maxDescribed: 0,
};

/**
 * Which of these texts, folded by foldCase, a message has (with any accents) in what describe() gathers of it, without the limits there. Reads
 * `chunks` to their end or until all are found.
 * @param headerLength octets of the message's own header, into which it does not look
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
