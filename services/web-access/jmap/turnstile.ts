import { type LimitName, RequestError } from '@postroom/jmap';
import { MailError } from '@postroom/types';
import { Place } from './place.ts';

/** Limits running requests: per account to the number that the session tells (RFC 8620 2), and in total to what fits into memory. */
export class Turnstile {
  readonly #perAccount: number;
  readonly #maxBytes: number;
  readonly #underWay = new Map<number, number>();
  #bytes = 0;

  readonly #limit: LimitName;

  /** @param limit the name of the limit in the error for one request too many */
  constructor(perAccount: number, maxBytes: number, limit: LimitName = 'maxConcurrentRequests') {
    this.#limit = limit;
    this.#perAccount = perAccount;
    this.#maxBytes = maxBytes;
  }

  /** Lets a request in. Throws RequestError with the limit, or unavailable. */
  enter(accountId: number, bytes: number): Place {
    const before = this.#underWay.get(accountId) ?? 0;
    if (before >= this.#perAccount) {
      throw new RequestError('limit', `At most ${this.#perAccount} requests at once`, this.#limit);
    }
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes)
      throw new MailError('unavailable', 'Too many requests at once');
    this.#underWay.set(accountId, before + 1);
    this.#bytes += bytes;
    return new Place(() => {
      this.#bytes -= bytes;
      const left = (this.#underWay.get(accountId) ?? 1) - 1;
      if (left > 0) this.#underWay.set(accountId, left);
      else this.#underWay.delete(accountId);
    });
  }
}
