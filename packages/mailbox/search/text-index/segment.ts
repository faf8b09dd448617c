import { GRAMS, STRETCH, STRETCH_GRAMS, writeGrams } from './grams.ts';
import { type PostingsRow, PostingsWriter, SEGMENT_IDS, writePlaces } from './postings.ts';

/** A message with more different grams is not indexed but searched each time: nobody writes so much, and lists stay small. */
const MESSAGE_GRAMS = 2 ** 16;
/** How many places are collected for a segment before they are sorted; each takes four octets. */
const SEGMENT_GRAMS = 2 ** 22;
const PLACE_BITS = 12;

export interface Segment {
  firstId: number;
  /** The last id that it covers. */
  lastId: number;
  messages: number;
  /** The places of messages that no gram may exclude, as differences. */
  unsure: Buffer;
  rows: PostingsRow[];
}

/** Collects the grams of messages with ascending ids, and builds a segment of the index from them. */
export class SegmentBuilder {
  readonly #firstId: number;
  /** For each gram, the message that had it last, counted from one. */
  readonly #seenIn = new Uint16Array(GRAMS);
  readonly #gathered = new Uint32Array(SEGMENT_GRAMS + MESSAGE_GRAMS);
  readonly #some = new Uint32Array(STRETCH_GRAMS);
  readonly #unsure: number[] = [];
  #length = 0;
  #messages = 0;
  #lastId: number;

  constructor(firstId: number) {
    this.#firstId = firstId;
    this.#lastId = firstId - 1;
  }

  /** Returns whether a message with this id still fits. */
  takes(id: number): boolean {
    return id < this.#firstId + SEGMENT_IDS && this.#length < SEGMENT_GRAMS;
  }

  /** Adds a message. @param isWhole whether these texts are all that a search can find in it */
  add(id: number, texts: Iterable<string>, isWhole: boolean): void {
    const start = this.#length;
    const mark = id - this.#firstId + 1;
    let isLong = false;
    for (const text of texts) isLong ||= !this.#gather(text, mark, start + MESSAGE_GRAMS);
    if (isLong) this.#length = start;
    if (isLong || !isWhole) this.#unsure.push(mark - 1);
    this.#messages++;
    this.#lastId = id;
  }

  /**
   * Builds the segment.
   * @param pause lets other work run
   * @param lastId the segment covers all ids up to this one; ids without a message are gone
   */
  async end(pause: () => Promise<void> | undefined, lastId = this.#lastId): Promise<Segment> {
    const { sorted, ends } = this.#sorted();
    const writer = new PostingsWriter(this.#messages);
    let at = 0;
    for (let gram = 0; gram < GRAMS; gram++) {
      const end = ends[gram] as number;
      if (end > at) writer.add(gram, sorted.subarray(at, end));
      at = end;
      const turn = gram % 1024 === 0 ? pause() : undefined;
      if (turn) await turn;
    }
    writer.end();
    return {
      firstId: this.#firstId,
      lastId,
      messages: this.#messages,
      unsure: writePlaces(this.#unsure),
      rows: writer.rows,
    };
  }

  /** Collects the grams of a text. Returns false if the message has too many. */
  #gather(text: string, mark: number, most: number): boolean {
    const [seenIn, gathered, some] = [this.#seenIn, this.#gathered, this.#some];
    let length = this.#length;
    for (let from = 0; from < text.length; from += STRETCH) {
      const count = writeGrams(text, from, some);
      if (length + count > most) return false;
      for (let at = 0; at < count; at++) {
        const gram = some[at] as number;
        if (seenIn[gram] === mark) continue;
        seenIn[gram] = mark;
        gathered[length++] = (gram << PLACE_BITS) | (mark - 1);
      }
    }
    this.#length = length;
    return true;
  }

  /** Returns the places ordered by gram (a counting sort), and where each gram's places end. */
  #sorted(): { sorted: Uint16Array; ends: Uint32Array } {
    const gathered = this.#gathered.subarray(0, this.#length);
    const ends = new Uint32Array(GRAMS);
    for (let at = 0; at < gathered.length; at++) {
      const gram = (gathered[at] as number) >>> PLACE_BITS;
      ends[gram] = (ends[gram] as number) + 1;
    }
    let sum = 0;
    for (let gram = 0; gram < GRAMS; gram++) {
      const count = ends[gram] as number;
      ends[gram] = sum;
      sum += count;
    }
    const sorted = new Uint16Array(gathered.length);
    for (let at = 0; at < gathered.length; at++) {
      const each = gathered[at] as number;
      const gram = each >>> PLACE_BITS;
      const next = ends[gram] as number;
      sorted[next] = each & (SEGMENT_IDS - 1);
      ends[gram] = next + 1;
    }
    return { sorted, ends };
  }
}
