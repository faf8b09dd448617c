import { FieldCursor, FieldNames, fieldPieces, foldForSearch } from '@postroom/mime';
import type { Breath } from './breath.ts';

/** A field longer than this counts as long work. */
const LONG = 8 * 1024;

/** The answers for one header: a bit for each question. */
export type Bits = Buffer;

interface Question {
  readonly bit: number;
  /** The text, folded for search. */
  readonly needle: string;
}

/**
 * All questions of a search about headers (RFC 3501 6.4.4): each header is scanned once, and each field's text is decoded once, however many
 * questions there are.
 */
export class HeaderScan {
  readonly #byName = new Map<string, Question[]>();
  readonly #anywhere: Question[] = [];
  #count = 0;
  /** The names that are asked about; built when the first header is scanned. */
  #names: FieldNames | undefined;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Asks whether a field with this name contains the text; '' asks whether the field exists. Returns the question's bit. */
  askField(name: string, value: string): number {
    const questions = this.#byName.get(name) ?? [];
    this.#byName.set(name, questions);
    this.#names = undefined;
    questions.push({ bit: this.#count, needle: foldForSearch(value) });
    return this.#count++;
  }

  /** Asks whether the text is anywhere in the header, field names included. Returns the question's bit. */
  askAnywhere(value: string): number {
    this.#anywhere.push({ bit: this.#count, needle: foldForSearch(value) });
    return this.#count++;
  }

  /** Returns a set bit for each question that this header answers with yes. Reads no further than it must. Other work can run in between. */
  async look(header: Buffer, breath: Breath): Promise<Bits> {
    const bits = Buffer.alloc(Math.ceil(this.#count / 8));
    this.#names ??= new FieldNames(this.#byName.keys());
    const cursor = new FieldCursor(header);
    let open = this.#count;
    while (open > 0 && cursor.next()) {
      const name = cursor.nameIn(this.#names);
      const questions = name === '' ? [] : (this.#byName.get(name) ?? []);
      const turn = breath.after((cursor.end - cursor.start) * (questions.length + 4 * this.#anywhere.length + 1));
      if (turn) await turn;
      if (questions.length > 0) open -= await lookInto(cursor, cursor.colon + 1, questions, bits, breath);
      if (this.#anywhere.length > 0) open -= await lookInto(cursor, cursor.start, this.#anywhere, bits, breath);
    }
    return bits;
  }
}

/** Sets the bits of the questions that a field answers with yes. Returns how many had no answer before. */
async function lookInto(
  { bytes, end }: FieldCursor,
  start: number,
  questions: readonly Question[],
  bits: Bits,
  breath: Breath,
): Promise<number> {
  // The presence of a field is known before its text is decoded.
  let answered = answer(questions, bits, (needle) => needle === '');
  if (questions.every(({ bit }) => isSet(bits, bit))) return answered;
  for (const { raw, text } of fieldPieces(bytes, start, end)) {
    const decoded = foldForSearch(text);
    // The raw text is searched too, for people who copy an encoded word from a message's source.
    const undecoded = raw.includes('=?') ? foldForSearch(raw) : '';
    answered += answer(questions, bits, (needle) => decoded.includes(needle) || undecoded.includes(needle));
    const turn = raw.length < LONG ? undefined : breath.after(raw.length * 8);
    if (turn) await turn;
  }
  return answered;
}

function answer(questions: readonly Question[], bits: Bits, isIn: (needle: string) => boolean): number {
  let answered = 0;
  for (const { bit, needle } of questions) {
    if (isSet(bits, bit) || !isIn(needle)) continue;
    bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    answered++;
  }
  return answered;
}

function isSet(bits: Bits, bit: number): boolean {
  return ((bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
}
