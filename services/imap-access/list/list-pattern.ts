import { setImmediate as turn } from 'node:timers/promises';
import { DELIMITER, foldInbox } from '@postroom/mailbox';
import { MailError } from '@postroom/types';

/** A pattern with more characters than this, wildcards not counted, matches nothing: no name is so long. */
const LONGEST = 1_000;

/** Names tested, or characters compared, between two pauses in which other sessions are served. */
const NAMES_AT_ONCE = 250;
const STEPS_AT_ONCE = 50_000;

/** The most characters that one command may compare: thousands of mailboxes need far less, except with patterns made to be slow. */
const MAX_STEPS = 20_000_000;

/**
 * Patterns of LIST: `*` matches anything, `%` anything within one level (RFC 3501 6.3.8). They are folded and normalised like names:
 * INBOX, also as the first level of a longer name, matches in any case, and Unicode is compared in NFC.
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

  /** The characters compared so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Returns the names that match, with pauses in between. Throws limit-reached when it takes too much work. */
  async matching(names: Iterable<string>): Promise<Set<string>> {
    const found = new Set<string>();
    let count = 0;
    let pausedAt = this.#steps;
    for (const name of names) {
      if (this.#names.has(name)) found.add(name);
      for (const pattern of found.has(name) ? [] : this.#wild) {
        if (this.#steps - pausedAt > STEPS_AT_ONCE) {
          pausedAt = this.#steps;
          await turn();
        }
        if (!this.#fits(pattern, name)) continue;
        found.add(name);
        break;
      }
      count += 1;
      if (count % NAMES_AT_ONCE === 0) await turn();
    }
    return found;
  }

  /** Whether one of the patterns matches. */
  match(name: string): boolean {
    return this.#names.has(name) || this.#wild.some((pattern) => this.#fits(pattern, name));
  }

  /**
   * Matches as little as possible with each wildcard, and extends the last one by a character when the rest does not match: a `%` up to the
   * end of its level, then the `*` before it. Earlier wildcards need no second try, because what follows a wildcard matches after its first
   * match if it matches anywhere.
   */
  #fits(pattern: string, name: string): boolean {
    const inbox = name === INBOX || name.startsWith(INBOX + DELIMITER) ? INBOX.length : 0;
    let at = 0;
    let wanted = 0;
    let behindStar = -1;
    let takenByStar = 0;
    let behindLevel = -1;
    let takenByLevel = 0;
    let steps = 0;
    let isOpen = true;
    for (; isOpen && at < name.length; steps += 1) {
      const char = pattern.charCodeAt(wanted);
      const here = name.charCodeAt(at);
      if (char === STAR) {
        wanted += 1;
        behindStar = wanted;
        takenByStar = at;
        behindLevel = -1;
      } else if (char === PERCENT) {
        wanted += 1;
        behindLevel = wanted;
        takenByLevel = at;
      } else if (char === here || (at < inbox && (char & ~CASE_BIT) === here)) {
        wanted += 1;
        at += 1;
      } else if (behindLevel >= 0 && name[takenByLevel] !== DELIMITER) {
        takenByLevel += 1;
        at = takenByLevel;
        wanted = behindLevel;
      } else if (behindStar >= 0) {
        takenByStar += 1;
        at = takenByStar;
        wanted = behindStar;
        behindLevel = -1;
      } else isOpen = false;
    }
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new MailError('limit-reached', 'Too many wildcards in the patterns');
    while (wanted < pattern.length && WILD.has(pattern.charCodeAt(wanted))) wanted += 1;
    return isOpen && wanted === pattern.length;
  }
}

const INBOX = 'INBOX';
const STAR = 0x2a;
const PERCENT = 0x25;
const WILD: ReadonlySet<number> = new Set([STAR, PERCENT]);
/** The bit in which an ASCII letter differs from its capital. */
const CASE_BIT = 0x20;
