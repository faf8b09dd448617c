/** Returns a promise to wait for when other work should get its turn. Called between pieces of long work. */
export type Pause = () => Promise<void> | undefined;

/** Octets of work between two pauses: some milliseconds at worst. */
const PIECE_BYTES = 16 * 1024;

/** Yields the octets in small pieces, with pauses between them. A piece is valid until the next is asked for. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>, pause?: Pause): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES);
      const turn = pause?.();
      if (turn) await turn;
    }
  }
}
