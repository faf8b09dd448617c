import { setImmediate } from 'node:timers/promises';

/** Octets that are worked on at a stretch: some milliseconds. */
const STRETCH = 512 * 1024;

/** Gives others their turn in the course of long work. */
export class Breath {
  #octets = 0;

  /** After work on so many octets; a promise when it is time to wait. */
  after(octets: number): Promise<void> | undefined {
    this.#octets += octets;
    if (this.#octets < STRETCH) return undefined;
    this.#octets = 0;
    return setImmediate();
  }
}
