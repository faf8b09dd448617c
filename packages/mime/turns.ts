/** Says when it is time to give others their turn: a promise to wait for. Asked between pieces of long work. */
export type Pause = () => Promise<void> | undefined;

/** Octets that are worked on between two pauses: some milliseconds at worst. */
const PIECE_BYTES = 16 * 1024;

/** The octets in small pieces, with pauses between. A piece is valid until the next is asked for. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>, pause?: Pause): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES);
      const turn = pause?.();
      if (turn) await turn;
    }
  }
}
