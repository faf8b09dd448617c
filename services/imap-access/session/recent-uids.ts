import { lowerBound } from '@postroom/imap';

/** The UIDs that are \Recent in a session: those it was the first to be told of (RFC 3501 2.3.2). */
export class RecentUids {
  /** Ranges in ascending order, both ends included, that neither touch nor overlap. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  /** Adds UIDs above all that are there; nothing if `from` is above `to`. */
  add(from: number, to: number): void {
    if (from > to) return;
    const last = this.#to.length - 1;
    if (last >= 0 && from <= (this.#to[last] as number) + 1) {
      this.#to[last] = to;
      return;
    }
    this.#from.push(from);
    this.#to.push(to);
  }

  has(uid: number): boolean {
    const index = lowerBound(this.#from, uid + 1) - 1;
    return index >= 0 && uid <= (this.#to[index] as number);
  }

  /** How many of these, which are ascending. */
  countIn(uids: Uint32Array): number {
    let count = 0;
    for (const [from, to] of this.ranges) count += lowerBound(uids, to + 1) - lowerBound(uids, from);
    return count;
  }

  get ranges(): (readonly [from: number, to: number])[] {
    return this.#from.map((from, index) => [from, this.#to[index] as number] as const);
  }
}
