import { setImmediate as turn } from 'node:timers/promises';
import { DELIMITER, foldInbox } from '@postroom/mailbox';
import { MailError } from '@postroom/types';

/** No name is longer; a pattern with more than that beside its wildcards fits none. */
const LONGEST = 1_000;

/** Names looked at, or characters compared, between two pauses in which others are served. */
const NAMES_AT_ONCE = 1_000;
const STEPS_AT_ONCE = 500_000;

/** Characters one command may look at: thousands of mailboxes take far less unless the patterns are made to be slow. */
const MAX_STEPS = 50_000_000;

/**
 * What LIST patterns mean: `*` is anything, `%` anything within one level (RFC 3501 6.3.8). They are folded and normalised as
 * names are: INBOX and the first level of what is below it are matched in any case, and Unicode in NFC.
 */
export class Patterns {
  readonly #names = new Set<string>();
  readonly #wild: string[] = [];
  #steps = 0;

  constructor(patterns: readonly string[]) {
    for (const pattern of new Set(patterns)) {
      const normal = foldInbox(pattern.normalize('NFC'));
      const wild = normal.replace(/[*%]+/g, (run) => (run.includes('*') ? '*' : '%'));
      if (!/[*%]/.test(wild)) this.#names.add(wild);
      else if (wild.replace(/[*%]/g, '').length <= LONGEST) this.#wild.push(wild);
    }
  }

  /** Characters looked at up to now. */
  get steps(): number {
    return this.#steps;
  }

  /** Those of the names that fit, with pauses. */
  async matching(names: Iterable<string>): Promise<Set<string>> {
    const found = new Set<string>();
    let count = 0;
    let steps = this.#steps;
    for (const name of names) {
      if (this.match(name)) found.add(name);
      count += 1;
      if (count % NAMES_AT_ONCE !== 0 && this.#steps - steps < STEPS_AT_ONCE) continue;
      steps = this.#steps;
      await turn();
    }
    return found;
  }

  /** Whether one of them fits; throws limit-reached when that has become too much work. */
  match(name: string): boolean {
    return this.#names.has(name) || this.#wild.some((pattern) => this.#fits(pattern, name));
  }

  /**
   * Takes as little as possible for each wildcard, and one more character for the last one when the rest does not fit: for `%`
   * up to the end of the level, then for the `*` before it. Nothing earlier need be tried again, as what comes behind a
   * wildcard fits behind its first fit if it fits anywhere.
   */
  #fits(pattern: string, name: string): boolean {
    const inbox = name === INBOX || name.startsWith(INBOX + DELIMITER) ? INBOX.length : 0;
    let at = 0;
    let star = { behind: -1, taken: 0 };
    let level = { behind: -1, taken: 0 };
    let wanted = 0;
    while (at < name.length) {
      this.#step();
      const char = pattern[wanted];
      if (char === '*') {
        wanted += 1;
        star = { behind: wanted, taken: at };
        level = { behind: -1, taken: 0 };
      } else if (char === '%') {
        wanted += 1;
        level = { behind: wanted, taken: at };
      } else if (char === name[at] || (at < inbox && char?.toUpperCase() === name[at])) {
        wanted += 1;
        at += 1;
      } else if (level.behind >= 0 && name[level.taken] !== DELIMITER) {
        level.taken += 1;
        at = level.taken;
        wanted = level.behind;
      } else if (star.behind >= 0) {
        star.taken += 1;
        at = star.taken;
        wanted = star.behind;
        level = { behind: -1, taken: 0 };
      } else return false;
    }
    while (pattern[wanted] === '*' || pattern[wanted] === '%') wanted += 1;
    return wanted === pattern.length;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) throw new MailError('limit-reached', 'The patterns are too costly');
  }
}

const INBOX = 'INBOX';
