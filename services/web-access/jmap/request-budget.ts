import { MethodError } from '@postroom/jmap';
import { turn } from '@postroom/mailbox';

/** Octets of stored messages that one request reads. */
const MAX_READ = 1024 * 1024 * 1024;

/** Characters of one response. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** What one request may cost over all its calls; what is asked for beyond has to be asked for by itself. */
export class RequestBudget {
  #octets = MAX_READ;
  #characters = MAX_ANSWER;

  /** Gives other requests their turn in the course of long work. */
  readonly turn = turn;

  /** Throws requestTooLarge. */
  read(octets: number): void {
    this.#octets -= octets;
    if (this.#octets < 0) throw tooLarge();
  }

  /** Throws requestTooLarge. */
  answer(characters: number): void {
    this.#characters -= characters;
    if (this.#characters < 0) throw tooLarge();
  }
}

function tooLarge(): MethodError {
  return new MethodError('requestTooLarge', 'Ask for fewer emails, or for less of each');
}
