/** How many refusals of one network are written per minute; the others are only counted. */
const PER_NETWORK = 10;
/** How many are written per minute for all networks together, and how many networks are counted separately: a botnet has many. */
const IN_ALL = 300;
const MAX_NETWORKS = 1_000;
/** Stands for all networks beyond MAX_NETWORKS. */
export const ELSEWHERE = 'many networks';

export interface Counted {
  readonly network: string;
  readonly count: number;
}

interface Tally {
  written: number;
  counted: number;
}

/** Decides which refusals are written and which are only counted, minute by minute. */
export class Flood {
  readonly #tallies = new Map<string, Tally>();
  #written = 0;

  /** Whether one more refusal of this network is written. */
  admits(network: string): boolean {
    const tally = this.#tallyOf(network);
    const isWritten = tally !== undefined && this.#written < IN_ALL && tally.written < PER_NETWORK;
    if (isWritten) {
      tally.written += 1;
      this.#written += 1;
    } else (tally ?? this.#tallyOf(ELSEWHERE, true)).counted += 1;
    return isWritten;
  }

  /** Starts a new minute. Returns what was only counted in the minute that ends. */
  nextMinute(): Counted[] {
    const counted = [...this.#tallies].map(([network, tally]) => ({ network, count: tally.counted }));
    this.#tallies.clear();
    this.#written = 0;
    return counted.filter(({ count }) => count > 0);
  }

  #tallyOf(network: string): Tally | undefined;
  #tallyOf(network: string, always: true): Tally;
  #tallyOf(network: string, always = false): Tally | undefined {
    const known = this.#tallies.get(network);
    if (known || (!always && this.#tallies.size >= MAX_NETWORKS)) return known;
    const made = { written: 0, counted: 0 };
    this.#tallies.set(network, made);
    return made;
  }
}
