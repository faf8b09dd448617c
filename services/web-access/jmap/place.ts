/** A place behind a turnstile; it becomes free when all its holders have left. */
export class Place implements Disposable {
  readonly #free: () => void;
  #holders = 1;

  constructor(free: () => void) {
    this.#free = free;
  }

  /** Adds one more holder. */
  alsoHeld(): this {
    this.#holders += 1;
    return this;
  }

  [Symbol.dispose](): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#free();
  }
}
