import type { MessageReader } from '@postroom/blobs';
import { Describing } from '@postroom/mime';
import { MAX_CARRIED } from './carried-facts.ts';
import { factsOf } from './facts-of.ts';
import type { MessageFacts } from './message-facts.ts';
import { turn } from './turns.ts';

/** Octets that are read between two looks at the clock. */
const PIECE_BYTES = 16 * 1024;

/**
 * Reads what a large message is while it is written, so that nobody has to read its body again in order to file it. What is more than
 * may be carried is given up at once.
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

  /** Of the whole message, behind the header that it has by now; null when that has to be read again. */
  behind(header: Buffer): MessageFacts | null {
    const description = this.#describing?.endBehind(header);
    this.#describing = undefined;
    return description ? factsOf(description, header) : null;
  }
}
