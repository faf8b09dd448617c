type Entry<T> = { readonly value: Promise<T>; expires: number };

/** Remembers answers for their time to live, at most `capacity` of them; the oldest go first. */
export class TtlCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * The remembered answer, or a new one. Questions that are asked while the answer is under way share it. `ttl` says how
   * long to keep an answer, in milliseconds; an answer that fails is not kept.
   */
  get(key: string, ask: () => Promise<T>, ttl: (value: T) => number): Promise<T> {
    const known = this.#entries.get(key);
    if (known && known.expires > performance.now()) return known.value;
    const value = ask();
    const entry = { value, expires: Infinity };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    value.then(
      (answer) => {
        entry.expires = performance.now() + ttl(answer);
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) break;
      this.#entries.delete(oldest);
    }
    return value;
  }
}
