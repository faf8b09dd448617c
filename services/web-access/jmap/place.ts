/** A place behind a turnstile, free again when all who hold it have left. */
export class Place implements Disposable {
  readonly #free: () => void;
  #holders = 1;

  constructor(free: () => void) {
    this.#free = free;
  }

  /** Somebody else needs it too. */
  alsoHeld(): this {
    this.#holders += 1;
    return this;
  }

  [Symbol.dispose](): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#free();
  }
}
