import { lowerBound } from '@postroom/imap';

/** The UIDs that are \Recent in a session: it was the first one to be told of them (RFC 3501 2.3.2). */
export class RecentUids {
  /** Ascending ranges, both ends included, that neither touch nor overlap. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  /** Adds a range of UIDs above all present ones; adds nothing if `from` is greater than `to`. */
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

  /** Returns how many of these ascending UIDs are \Recent. */
  countIn(uids: Uint32Array): number {
    let count = 0;
    for (const [from, to] of this.ranges) count += lowerBound(uids, to + 1) - lowerBound(uids, from);
    return count;
  }

  get ranges(): (readonly [from: number, to: number])[] {
    return this.#from.map((from, index) => [from, this.#to[index] as number] as const);
  }
}
