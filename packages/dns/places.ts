/** Lets so many questions out at once; the others wait their turn, so many at most and each until its deadline. */
export class Places {
  #free: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<(isFree: boolean) => void>();

  constructor({ places, maxWaiting }: { readonly places: number; readonly maxWaiting: number }) {
    this.#free = places;
    this.#maxWaiting = maxWaiting;
  }

  /** Whether there is a place now; who got one gives it back with `leave`. */
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

  /** A place goes from hand to hand: nobody who comes later overtakes who waits. */
  leave(): void {
    const [next] = this.#waiting;
    if (next) next(true);
    else this.#free++;
  }
}
