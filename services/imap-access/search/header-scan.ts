import { decodeWords, FieldCursor, FieldNames, foldCase, unfold } from '@postroom/mime';
import type { Breath } from '../session/breath.ts';

/** A field longer than this is looked through in pieces, which overlap by more than anyone looks for. */
const PIECE = 64 * 1024;
const OVERLAP = 2 * 1024;

/** What was found in one header: a bit for each question. */
export type Bits = Buffer;

interface Question {
  readonly bit: number;
  /** Folded. */
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

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether a field of this name has the text; an empty one asks whether the field is there. Returns the question's bit. */
  askField(name: string, value: string): number {
    const questions = this.#byName.get(name) ?? [];
    this.#byName.set(name, questions);
    questions.push({ bit: this.#count, needle: foldCase(value) });
    return this.#count++;
  }

  /** Whether the text is anywhere in the header, field names included. */
  askAnywhere(value: string): number {
    this.#anywhere.push({ bit: this.#count, needle: foldCase(value) });
    return this.#count++;
  }

  /** The questions that this header answers with yes; null when there is none. Others have their turn meanwhile. */
  async look(header: Buffer, breath: Breath): Promise<Bits | null> {
    const bits = Buffer.alloc(Math.ceil(this.#count / 8));
    const names = new FieldNames(this.#byName.keys());
    const cursor = new FieldCursor(header);
    let found = false;
    while (cursor.next()) {
      const name = cursor.nameIn(names);
      const questions = name === '' ? [] : (this.#byName.get(name) ?? []);
      const turn = breath.after((cursor.end - cursor.start) * (questions.length + 4 * this.#anywhere.length + 1));
      if (turn) await turn;
      if (questions.length > 0 && (await lookInto(cursor, cursor.colon + 1, questions, bits, breath))) found = true;
      if (this.#anywhere.length > 0 && (await lookInto(cursor, cursor.start, this.#anywhere, bits, breath)))
        found = true;
    }
    return found ? bits : null;
  }
}

async function lookInto(
  { bytes, end }: FieldCursor,
  start: number,
  questions: readonly Question[],
  bits: Bits,
  breath: Breath,
): Promise<boolean> {
  let found = false;
  for (let at = start; ; at += PIECE) {
    const raw = unfold(
      bytes.toString('latin1', characterStart(bytes, at), characterStart(bytes, Math.min(end, at + PIECE + OVERLAP))),
    );
    const decoded = foldCase(decodeWords(raw));
    // As it stands, too: who copies an encoded word out of a source finds it
    const plain = raw.includes('=?') ? foldCase(raw) : '';
    for (const { bit, needle } of questions) {
      if (!decoded.includes(needle) && !plain.includes(needle)) continue;
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
      found = true;
    }
    if (at + PIECE >= end) return found;
    const turn = breath.after(PIECE * 8);
    if (turn) await turn;
  }
}

/** The offset, or a little before it where it lies inside a UTF-8 character. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - 3 && start < bytes.length && ((bytes[start] as number) & 0xc0) === 0x80) start--;
  return start;
}
