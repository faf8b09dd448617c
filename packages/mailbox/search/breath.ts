import { setImmediate } from 'node:timers/promises';

/** How many octets are worked on without a break, which takes some milliseconds. */
const STRETCH = 512 * 1024;

/** Lets other work run during long work. */
export class Breath {
  #octets = 0;

  /** Call this after work on some octets. Returns a promise when it is time for a break. */
  after(octets: number): Promise<void> | undefined {
    this.#octets += octets;
    if (this.#octets < STRETCH) return undefined;
    this.#octets = 0;
    return setImmediate();
  }
}
