/** Limits how many questions are out at once; a limited number of others wait, each until its deadline. */
export class Places {
  #free: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<(isFree: boolean) => void>();

  constructor({ places, maxWaiting }: { readonly places: number; readonly maxWaiting: number }) {
    this.#free = places;
    this.#maxWaiting = maxWaiting;
  }

  /** Returns whether there is a place; whoever got one gives it back with `leave`. */
  async enter(waitMs: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    if (this.#waiting.size >= this.#maxWaiting) return false;
    return new Promise((resolve) => {
      const end = (isFree: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve(isFree);
      };
      const timer = setTimeout(end, waitMs, false);
      this.#waiting.add(end);
    });
  }

  /** Passes the place on directly, so that nobody overtakes those who wait. */
  leave(): void {
    const [next] = this.#waiting;
    if (next) next(true);
    else this.#free++;
  }
}
