import { Describing } from './describing.ts';
import type { DescribeOptions, Description } from './description.ts';
import { inPieces, type Pause } from './turns.ts';

/** Describes a complete message in memory: header, blank line, body. Never throws on content. */
export function describe(message: Uint8Array, options: DescribeOptions = {}): Description {
  const description = new Describing(options);
  description.push(message);
  return description.end();
}

/** Describes a message that is large or not in memory: `chunks` are its bytes, which are read once. */
export async function describeStream(
  chunks: AsyncIterable<Uint8Array>,
  { pause, ...options }: DescribeOptions & { pause?: Pause } = {},
): Promise<Description> {
  const description = new Describing(options);
  for await (const piece of inPieces(chunks, pause)) description.push(piece);
  return description.end();
}
