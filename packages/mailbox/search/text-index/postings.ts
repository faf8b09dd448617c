import { VarintReader, VarintWriter } from './varint.ts';

/** Messages of one segment: a bit for each by its place, lowest bit of each octet first. */
export type Bits = Uint8Array;

/** How many ids one segment spans at most. */
export const SEGMENT_IDS = 4096;
export const SEGMENT_OCTETS = SEGMENT_IDS / 8;

/** The most octets of a row of the index: Postgres stores such rows uncompressed and in one piece. */
const ROW_OCTETS = 1500;

export interface PostingsRow {
  firstGram: number;
  data: Buffer;
}

/**
 * Encodes the lists of places by gram. Each list has the difference to the gram before, twice the octets of the list (plus one when it is
 * bits), and the list: places as differences, or bits when these are shorter. A gram in more than half of the messages has an empty
 * list of bits, since it excludes no message.
 */
export class PostingsWriter {
  readonly rows: PostingsRow[] = [];
  readonly #most: number;
  readonly #row = new VarintWriter(ROW_OCTETS + 16);
  readonly #list = new VarintWriter(2 * SEGMENT_IDS);
  readonly #bits = new Uint8Array(SEGMENT_OCTETS);
  #firstGram = 0;
  #lastGram = 0;

  /** @param messages the number of messages in the segment */
  constructor(messages: number) {
    this.#most = messages / 2;
  }

  /** Adds a gram. Grams must be in ascending order, and so must the places of each. */
  add(gram: number, places: Uint16Array): void {
    const isEverywhere = places.length > this.#most;
    const list = isEverywhere ? NOTHING : differences(places, this.#list);
    const octets = ((places.at(-1) ?? 0) >> 3) + 1;
    const isBits = isEverywhere || list.length > octets;
    const length = isEverywhere ? 0 : Math.min(list.length, octets);
    if (this.#row.length + length > ROW_OCTETS) this.end();
    if (this.#row.length === 0) this.#firstGram = this.#lastGram = gram;
    this.#row.number(gram - this.#lastGram);
    this.#row.number(length * 2 + Number(isBits));
    this.#row.octets(isBits && length > 0 ? this.#asBits(places, length) : list);
    this.#lastGram = gram;
  }

  end(): void {
    if (this.#row.length > 0) this.rows.push({ firstGram: this.#firstGram, data: Buffer.from(this.#row.written) });
    this.#row.clear();
  }

  #asBits(places: Uint16Array, octets: number): Bits {
    const bits = this.#bits.fill(0, 0, octets);
    for (let at = 0; at < places.length; at++) setBit(bits, places[at] as number);
    return bits.subarray(0, octets);
  }
}

const NOTHING = new Uint8Array();

/** Encodes ascending places. */
export function writePlaces(places: ArrayLike<number>): Buffer {
  return Buffer.from(differences(places, new VarintWriter(2 * SEGMENT_IDS)));
}

function differences(places: ArrayLike<number>, into: VarintWriter): Uint8Array {
  into.clear();
  let next = 0;
  for (let at = 0; at < places.length; at++) {
    into.number((places[at] as number) - next);
    next = (places[at] as number) + 1;
  }
  return into.written;
}

/** Returns the messages that a row has for a gram; null means all, as none may be excluded. */
export function readPostings(data: Uint8Array, firstGram: number, gram: number): Bits | null {
  const reader = new VarintReader(data);
  let at = firstGram;
  while (!reader.isAtEnd) {
    at += reader.next();
    const kind = reader.next();
    const octets = kind >> 1;
    const isBits = (kind & 1) === 1;
    if (at === gram) {
      if (isBits && octets === 0) return null;
      const list = data.subarray(reader.at, reader.at + octets);
      return isBits ? bitsOf(list) : readPlaces(list);
    }
    if (at > gram) break;
    reader.at += octets;
  }
  return new Uint8Array(SEGMENT_OCTETS);
}

function bitsOf(list: Uint8Array): Bits {
  const bits = new Uint8Array(SEGMENT_OCTETS);
  bits.set(list.subarray(0, SEGMENT_OCTETS));
  return bits;
}

/** Decodes what writePlaces() wrote. */
export function readPlaces(list: Uint8Array): Bits {
  const bits = new Uint8Array(SEGMENT_OCTETS);
  const reader = new VarintReader(list);
  for (let next = 0; !reader.isAtEnd; next++) {
    next += reader.next();
    if (next >= SEGMENT_IDS) break;
    setBit(bits, next);
  }
  return bits;
}

function setBit(bits: Bits, place: number): void {
  bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7));
}
