const firstDelay = 1_000;
const longestDelay = 30_000;
/** A process that ran this long before it died is taken for healthy: the next wait is short again. */
const steady = 60_000;

/** How long to wait before a crashed process is started again: 1 s, 2 s, 4 s … 30 s. */
export class Backoff {
  #delay = firstDelay;

  /** @param ranFor milliseconds the process lived this time */
  next(ranFor: number): number {
    if (ranFor >= steady) this.#delay = firstDelay;
    const delay = this.#delay;
    this.#delay = Math.min(delay * 2, longestDelay);
    return delay;
  }
}
