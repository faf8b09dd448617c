const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran this long before it died counts as healthy: the next wait is short again. */
const STEADY_MS = 60_000;

/** Computes the wait before a crashed process is restarted: 1 s, 2 s, 4 s … 30 s. */
export class Backoff {
  #delay = FIRST_DELAY_MS;

  /** @param ranFor milliseconds the process lived this time */
  next(ranFor: number): number {
    if (ranFor >= STEADY_MS) this.#delay = FIRST_DELAY_MS;
    const delay = this.#delay;
    this.#delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    return delay;
  }
}
