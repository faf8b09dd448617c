import type { Asked, LookUp } from './look-up.ts';

/** Evaluations that are kept of each kind, and octets of what one rests on: most have a few hundred. */
const MAX_KEPT = 1_000;
const MAX_BYTES = 8_192;

interface Kept<T> {
  readonly value: T;
  readonly asked: readonly Asked[];
}

/**
 * What evaluations came to that depend on their key and on what DNS says, and on nothing else. One holds as long as the resolver, asked all
 * of it again, gives the very answers that it gave then: no time is kept here beside that of the records.
 */
export class Remembered<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #isKept: (value: T) => boolean;

  /** @param isKept for what depends on more than its key after all */
  constructor(isKept: (value: T) => boolean = () => true) {
    this.#isKept = isKept;
  }

  /** @param lookUp nobody has asked yet, but for the same evaluation */
  async of(key: string, lookUp: LookUp, evaluate: () => Promise<T>): Promise<T> {
    const before = this.#kept.get(key);
    this.#kept.delete(key);
    const isStanding = before !== undefined && (await lookUp.stands(before.asked));
    const value = isStanding ? before.value : await evaluate();
    const asked = isStanding ? before.asked : lookUp.asked;
    if (!asked || !this.#isKept(value) || (!isStanding && key.length + bytesOf(asked) > MAX_BYTES)) return value;
    this.#kept.set(key, { value, asked });
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return value;
  }
}

function bytesOf(asked: readonly Asked[]): number {
  return JSON.stringify(asked).length;
}
