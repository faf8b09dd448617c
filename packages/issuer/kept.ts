import { MailError } from '@postroom/types';

export interface KeptOptions<T> {
  fetch(): Promise<T>;
  /** For how long a value is taken as it is, ms. */
  readonly freshMs: number;
  /** For how long it is taken while a newer one cannot be had, ms. */
  readonly staleMs: number;
  /** Between two requests, however many want one, ms. */
  readonly pauseMs: number;
  /** Told of what could not be fetched. */
  onError(error: unknown): void;
  /** A clock that only goes on, ms. */
  now(): number;
}

/** What the issuer publishes: fetched when it is wanted, by one request at a time and few in all, and kept. */
export class Kept<T> {
  readonly #options: KeptOptions<T>;
  #value: { readonly value: T; readonly at: number } | undefined;
  #underWay: Promise<T> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failed = false;

  constructor(options: KeptOptions<T>) {
    this.#options = options;
  }

  /** The value, which is renewed behind the scenes once it is no longer fresh. Throws unavailable. */
  async get(): Promise<T> {
    const { freshMs, staleMs, now } = this.#options;
    const age = this.#value ? now() - this.#value.at : Number.POSITIVE_INFINITY;
    if (this.#value && age < staleMs) {
      if (age >= freshMs && this.#mayAsk()) this.#fetch().catch(() => {});
      return this.#value.value;
    }
    return this.#ask();
  }

  /** One that was fetched lately, for who does not find in the value what should be there. Throws unavailable. */
  async newer(): Promise<T> {
    if (this.#underWay || this.#mayAsk() || this.#failed || !this.#value) return this.#ask();
    return this.#value.value;
  }

  #mayAsk(): boolean {
    return !this.#underWay && this.#options.now() - this.#triedAt >= this.#options.pauseMs;
  }

  async #ask(): Promise<T> {
    if (this.#underWay) return this.#underWay;
    if (!this.#mayAsk()) throw new MailError('unavailable', 'The issuer was away a moment ago');
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
