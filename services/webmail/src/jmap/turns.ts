/** Limits how many tasks run at once; the others wait and run in the order in which they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Runs a task when its turn comes. A task that is aborted while it waits gives up its turn and fails with the reason of its signal. */
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

  /** Gives the free place to the task that has waited longest. */
  #go(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
