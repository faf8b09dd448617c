import { findTexts, foldCase } from '@postroom/mime';
import { MailError } from '@postroom/types';
import { turn } from '../messages/turns.ts';
import type { WholeMessage } from './message-search.ts';
import type { TextPlace, TextQuestion } from './text-question.ts';

/** All questions of a search about the text of messages (RFC 3501 6.4.4), both stored text and text that is not. */
export class TextScan {
  readonly #questions: TextQuestion[] = [];
  #bytesLeft: number;

  /** @param maxBytes how many octets of messages one search may read */
  constructor(maxBytes: number) {
    this.#bytesLeft = maxBytes;
  }

  get questions(): readonly TextQuestion[] {
    return this.#questions;
  }

  /** Asks whether the text is in any of these places. Returns the question's number. */
  ask(value: string, where: readonly TextPlace[] = ['body']): number {
    return this.#questions.push({ text: foldCase(value), where }) - 1;
  }

  /**
   * Returns a set bit for each question that a message's body answers with yes, by number, lowest bit of each octet first. Throws limit-reached,
   * since an incomplete answer would be wrong.
   * @param alive throws when nobody waits for the answer any more
   */
  async look({ size, headerLength, content }: WholeMessage, alive: () => void): Promise<Buffer> {
    this.#bytesLeft -= size;
    if (this.#bytesLeft < 0) {
      throw new MailError('limit-reached', 'Too much text for one search, ask for fewer messages (by date, or sender)');
    }
    const asked = this.#questions.flatMap(({ text, where }, bit) => (where.includes('body') ? { text, bit } : []));
    const needles = asked.map(({ text }) => text);
    const found = await findTexts(whileAlive(content(), alive), needles, { headerLength, pause: turn });
    const bits = Buffer.alloc(Math.ceil(this.#questions.length / 8));
    for (const [n, { bit }] of asked.entries()) {
      if (found[n]) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
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
