/** How long a name is remembered. */
const REMEMBERED_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

/** Remembers names for some minutes, only in this process, and at most so many: the oldest is forgotten first. */
export class Recent {
  readonly #until = new Map<string, number>();

  /** How many names are remembered. */
  get size(): number {
    const now = performance.now();
    for (const [name, until] of this.#until) {
      // Names stand in the order of their ends.
      if (until > now) break;
      this.#until.delete(name);
    }
    return this.#until.size;
  }

  has(name: string): boolean {
    return (this.#until.get(name) ?? 0) > performance.now();
  }

  add(name: string): void {
    this.#until.delete(name);
    const [oldest] = this.#until.keys();
    if (oldest !== undefined && this.#until.size >= MAX_REMEMBERED) this.#until.delete(oldest);
    this.#until.set(name, performance.now() + REMEMBERED_MS);
  }

  delete(name: string): void {
    this.#until.delete(name);
  }
}
