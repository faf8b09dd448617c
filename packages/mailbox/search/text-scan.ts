import { findTexts, foldCase } from '@postroom/mime';
import { MailError } from '@postroom/types';
import { turn } from '../messages/turns.ts';
import type { WholeMessage } from './message-search.ts';

/** All that a search asks of the text of messages (RFC 3501 6.4.4), for those of which not all text is kept. */
export class TextScan {
  readonly #needles: string[] = [];
  #bytesLeft: number;

  /** @param maxBytes octets of messages that are looked through for one search */
  constructor(maxBytes: number) {
    this.#bytesLeft = maxBytes;
  }

  /** Whether the text is anywhere in the body. Returns the question's bit. */
  ask(value: string): number {
    return this.#needles.push(foldCase(value)) - 1;
  }

  /**
   * The questions that a message answers with yes, as bits by number, the lowest of each octet first. Throws limit-reached:
   * an answer that leaves something out would be a wrong one.
   * @param alive throws when nobody waits for the answer any more
   */
  async look({ size, headerLength, content }: WholeMessage, alive: () => void): Promise<Buffer> {
    this.#bytesLeft -= size;
    if (this.#bytesLeft < 0) {
      throw new MailError('limit-reached', 'Too much text for one search, ask for fewer messages (by date, or sender)');
    }
    const found = await findTexts(whileAlive(content(), alive), this.#needles, { headerLength, pause: turn });
    const bits = Buffer.alloc(Math.ceil(found.length / 8));
    for (const [bit, isFound] of found.entries()) {
      if (isFound) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
    return bits;
  }
}

async function* whileAlive(chunks: AsyncIterable<Buffer>, alive: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    alive();
    yield chunk;
  }
}
