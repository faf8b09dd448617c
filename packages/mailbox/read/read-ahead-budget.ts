/** Octets that all sessions of a process may hold ahead of their clients. */
export class ReadAheadBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Undefined when there is not so much left. Whoever has the lease disposes of it. */
  lease(bytes: number): ReadAheadLease | undefined {
    if (bytes > this.#left) return undefined;
    this.#left -= bytes;
    return new ReadAheadLease(bytes, (given) => {
      this.#left += given;
    });
  }
}

/** Octets of the budget that somebody holds; they are given back once, however often it is disposed of. */
export class ReadAheadLease implements Disposable {
  #bytes: number;
  readonly #giveBack: (bytes: number) => void;

  constructor(bytes: number, giveBack: (bytes: number) => void) {
    this.#bytes = bytes;
    this.#giveBack = giveBack;
  }

  /** Gives back what turned out not to be needed. */
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
