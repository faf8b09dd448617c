/** At most so many at once; the others wait, and come in the order in which they asked. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does something when it is its turn; what nobody waits for any more gives up its turn, and fails with the reason of its signal. */
  async run<Result>(what: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.#come(signal);
    try {
      return await what();
    } finally {
      this.#go();
    }
  }

  #come(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const come = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(come), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(come);
    });
  }

  /** The place goes to who waits longest. */
  #go(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
