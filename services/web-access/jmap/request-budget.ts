import { MethodError } from '@postroom/jmap';
import { turn } from '@postroom/mailbox';

/** The most octets of stored messages that one request may read. */
const MAX_READ = 1024 * 1024 * 1024;

/** The longest response, in characters. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** What all calls of one request together may cost; a client has to send several requests for more. */
export class RequestBudget {
  #octets = MAX_READ;
  #characters = MAX_ANSWER;

  /** Gives other requests a turn during long work. */
  readonly turn = turn;

  /** Counts octets that are read. Throws requestTooLarge. */
  read(octets: number): void {
    this.#octets -= octets;
    if (this.#octets < 0) throw tooLarge();
  }

  /** Counts characters of the response. Throws requestTooLarge. */
  answer(characters: number): void {
    this.#characters -= characters;
    if (this.#characters < 0) throw tooLarge();
  }
}

function tooLarge(): MethodError {
  return new MethodError('requestTooLarge', 'The response would be too large: request fewer emails, or less of each');
}
