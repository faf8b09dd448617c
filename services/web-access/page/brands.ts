import type { Queryable } from '@postroom/database';
import { type Brand, findBrand } from '@postroom/directory';

/** How long a brand is kept, after which a change becomes visible; and how many hosts are kept. */
const KEPT_MS = 10_000;
const MAX_KEPT = 1_000;

/** The brands by host name, kept for a short time so that many requests cost few queries. */
export class Brands {
  readonly #db: Queryable;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly brand: Promise<Brand | null>; readonly until: number }>();

  constructor(db: Queryable, onError: (error: unknown) => void, now = Date.now) {
    this.#db = db;
    this.#onError = onError;
    this.#now = now;
  }

  /** Returns the brand of a host; null when it cannot be read now and the page is sent as it was built. */
  of(host: string): Promise<Brand | null> {
    const known = this.#kept.get(host);
    if (known && known.until > this.#now()) return known.brand;
    const brand = findBrand(this.#db, host).catch((error: unknown) => {
      this.#onError(error);
      this.#kept.delete(host);
      return null;
    });
    this.#kept.delete(host);
    this.#kept.set(host, { brand, until: this.#now() + KEPT_MS });
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return brand;
  }
}
