export interface BoundedLabelOptions {
  /** How many values get a label of their own. */
  places: number;
  /** How often a value must be seen before it takes a place. */
  threshold: number;
}

const MAX_CANDIDATES = 10_000;

/**
 * Makes label values of names that strangers choose, such as destination domains. Each label value is a permanent time series,
 * here and in Prometheus, so only a limited number of names get one: those that come repeatedly, first come first served. All
 * others, and the first times of every name, are `other`; a flood of names that come once takes no places.
 */
export class BoundedLabel {
  readonly #options: BoundedLabelOptions;
  readonly #known = new Set<string>();
  readonly #candidates = new Map<string, number>();

  constructor(options: BoundedLabelOptions) {
    this.#options = options;
  }

  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#options.places) return 'other';
    const times = (this.#candidates.get(name) ?? 0) + 1;
    if (times < this.#options.threshold) {
      if (this.#candidates.size >= MAX_CANDIDATES) this.#candidates.clear();
      this.#candidates.set(name, times);
      return 'other';
    }
    this.#candidates.delete(name);
    this.#known.add(name);
    return name;
  }
}
