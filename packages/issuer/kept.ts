import { MailError } from '@postroom/types';

export interface KeptOptions<T> {
  fetch(): Promise<T>;
  /** How long a value is used without a renewal, in ms. */
  readonly freshMs: number;
  /** How long a value is used while a newer one is not available, in ms. */
  readonly staleMs: number;
  /** The least time between two requests, in ms. */
  readonly pauseMs: number;
  /** Receives errors of fetching. */
  onError(error: unknown): void;
  /** A monotonic clock, in ms. */
  now(): number;
}

/** A document of the issuer: fetched on demand, by one request at a time and with pauses, and kept. */
export class Kept<T> {
  readonly #options: KeptOptions<T>;
  #value: { readonly value: T; readonly at: number } | undefined;
  #underWay: Promise<T> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failed = false;

  constructor(options: KeptOptions<T>) {
    this.#options = options;
  }

  /** Returns the value, and renews it in the background once it is no longer fresh. Throws unavailable. */
  async get(): Promise<T> {
    const { freshMs, staleMs, now } = this.#options;
    const age = this.#value ? now() - this.#value.at : Number.POSITIVE_INFINITY;
    if (this.#value && age < staleMs) {
      if (age >= freshMs && this.#mayAsk()) this.#fetch().catch(() => {});
      return this.#value.value;
    }
    return this.#ask();
  }

  /** Returns a recently fetched value, for callers that miss something in the current one. Throws unavailable. */
  async newer(): Promise<T> {
    if (this.#underWay || this.#mayAsk() || this.#failed || !this.#value) return this.#ask();
    return this.#value.value;
  }

  #mayAsk(): boolean {
    return !this.#underWay && this.#options.now() - this.#triedAt >= this.#options.pauseMs;
  }

  async #ask(): Promise<T> {
    if (this.#underWay) return this.#underWay;
    if (!this.#mayAsk()) throw new MailError('unavailable', 'The issuer did not answer a moment ago');
    return this.#fetch();
  }

  #fetch(): Promise<T> {
    const { fetch, now, onError } = this.#options;
    this.#triedAt = now();
    this.#underWay = fetch()
      .then(
        (value) => {
          this.#value = { value, at: now() };
          this.#failed = false;
          return value;
        },
        (error: unknown) => {
          this.#failed = true;
          onError(error);
          throw error;
        },
      )
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }
}
