/** How many octets all sessions of a process may read ahead of their clients. */
export class ReadAheadBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Returns a lease, which the holder must dispose of; undefined when not enough is left. */
  lease(bytes: number): ReadAheadLease | undefined {
    if (bytes > this.#left) return undefined;
    this.#left -= bytes;
    return new ReadAheadLease(bytes, (given) => {
      this.#left += given;
    });
  }
}

/** Octets of the budget that somebody holds. They are given back once, even if it is disposed of several times. */
export class ReadAheadLease implements Disposable {
  #bytes: number;
  readonly #giveBack: (bytes: number) => void;

  constructor(bytes: number, giveBack: (bytes: number) => void) {
    this.#bytes = bytes;
    this.#giveBack = giveBack;
  }

  /** Gives back what is not needed. */
  shrinkTo(bytes: number): void {
    const spare = this.#bytes - bytes;
    if (spare <= 0) return;
    this.#bytes = bytes;
    this.#giveBack(spare);
  }

  [Symbol.dispose](): void {
    this.shrinkTo(0);
  }
}
