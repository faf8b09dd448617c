import type { Asked, LookUp } from './look-up.ts';

/** The most evaluations that are kept of each kind, and octets of the answers of one; most have a few hundred. */
const MAX_KEPT = 1_000;
const MAX_BYTES = 8_192;

interface Kept<T> {
  readonly value: T;
  readonly asked: readonly Asked[];
}

/**
 * Remembers evaluations that depend only on their key and on DNS. One is valid as long as the resolver, asked everything again, gives the
 * very same answers; so the lifetime of the records is the only time limit.
 */
export class Remembered<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #isKept: (value: T) => boolean;

  /** @param isKept returns false for a value that depends on more than its key */
  constructor(isKept: (value: T) => boolean = () => true) {
    this.#isKept = isKept;
  }

  /** @param lookUp must not have been used before, except for this evaluation */
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
