import type { MessageReader } from '@postroom/blobs';
import { Describing } from '@postroom/mime';
import { MAX_CARRIED } from './carried-facts.ts';
import { factsOf } from './facts-of.ts';
import type { MessageFacts } from './message-facts.ts';
import { turn } from './turns.ts';

/** Octets that are parsed between two checks of the clock. */
const PIECE_BYTES = 16 * 1024;

/**
 * Reads the facts of a large message while it is written, so that its body need not be read again for filing. It gives up at once when
 * the facts become too long to be carried.
 */
export class ArrivingFacts implements MessageReader {
  #describing: Describing | undefined;

  begin(header: Buffer): void {
    this.#describing = new Describing({ headerLength: header.length });
    this.#describing.push(header);
  }

  async take(octets: Buffer): Promise<void> {
    for (let at = 0; this.#describing && at < octets.length; at += PIECE_BYTES) {
      this.#describing.push(octets.subarray(at, at + PIECE_BYTES));
      if (this.#describing.weight > MAX_CARRIED) this.#describing = undefined;
      await turn();
    }
  }

  /** Returns the facts of the whole message with its final header; null when the message must be read again. */
  behind(header: Buffer): MessageFacts | null {
    const description = this.#describing?.endBehind(header);
    this.#describing = undefined;
    return description ? factsOf(description, header) : null;
  }
}
