import { FieldCursor, FieldNames, fieldPieces, foldForSearch } from '@postroom/mime';
import type { Breath } from './breath.ts';

/** Looking into so much of one field is long work. */
const LONG = 8 * 1024;

/** What was found in one header: a bit for each question. */
export type Bits = Buffer;

interface Question {
  readonly bit: number;
  /** Folded for search. */
  readonly needle: string;
}

/**
 * All that a search asks of headers (RFC 3501 6.4.4), however many keys it has: each header is gone through once, and a field's
 * text is decoded once.
 */
export class HeaderScan {
  readonly #byName = new Map<string, Question[]>();
  readonly #anywhere: Question[] = [];
  #count = 0;
  /** Those that are asked about, once a header is looked into. */
  #names: FieldNames | undefined;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether a field of this name has the text; an empty one asks whether the field is there. Returns the question's bit. */
  askField(name: string, value: string): number {
    const questions = this.#byName.get(name) ?? [];
    this.#byName.set(name, questions);
    this.#names = undefined;
    questions.push({ bit: this.#count, needle: foldForSearch(value) });
    return this.#count++;
  }

  /** Whether the text is anywhere in the header, field names included. */
  askAnywhere(value: string): number {
    this.#anywhere.push({ bit: this.#count, needle: foldForSearch(value) });
    return this.#count++;
  }

  /** The questions that this header answers with yes, as bits. Others have their turn meanwhile. */
  async look(header: Buffer, breath: Breath): Promise<Bits> {
    const bits = Buffer.alloc(Math.ceil(this.#count / 8));
    this.#names ??= new FieldNames(this.#byName.keys());
    const cursor = new FieldCursor(header);
    while (cursor.next()) {
      const name = cursor.nameIn(this.#names);
      const questions = name === '' ? [] : (this.#byName.get(name) ?? []);
      const turn = breath.after((cursor.end - cursor.start) * (questions.length + 4 * this.#anywhere.length + 1));
      if (turn) await turn;
      if (questions.length > 0) await lookInto(cursor, cursor.colon + 1, questions, bits, breath);
      if (this.#anywhere.length > 0) await lookInto(cursor, cursor.start, this.#anywhere, bits, breath);
    }
    return bits;
  }
}

async function lookInto(
  { bytes, end }: FieldCursor,
  start: number,
  questions: readonly Question[],
  bits: Bits,
  breath: Breath,
): Promise<void> {
  for (const { raw, text } of fieldPieces(bytes, start, end)) {
    const decoded = foldForSearch(text);
    // As it stands, too: who copies an encoded word out of a source finds it
    const undecoded = raw.includes('=?') ? foldForSearch(raw) : '';
    for (const { bit, needle } of questions) {
      if (!decoded.includes(needle) && !undecoded.includes(needle)) continue;
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
    const turn = raw.length < LONG ? undefined : breath.after(raw.length * 8);
    if (turn) await turn;
  }
}
