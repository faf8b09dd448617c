import { requireFew } from './keywords.ts';

interface Wanted {
  readonly action: 'add' | 'remove' | 'replace';
  readonly keywords: readonly string[];
}

/** Applies a STORE to the keywords of many messages; the result is computed once for all that have the same keywords. */
export class KeywordChange {
  readonly #wanted: Wanted;
  readonly #named: ReadonlySet<string>;
  readonly #known = new Map<string, string[]>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#named = new Set(wanted.keywords.map((keyword) => keyword.toLowerCase()));
  }

  /** Returns the keywords after the change; the same array when nothing changes. Throws limit-reached. */
  of(before: string[]): string[] {
    const changesNothing = this.#named.size === 0 && (this.#wanted.action !== 'replace' || before.length === 0);
    if (changesNothing) return before;
    const text = before.join(' ');
    let after = this.#known.get(text);
    if (!after) {
      after = this.#apply(before);
      this.#known.set(text, after);
    }
    return after.length === before.length && after.join(' ') === text ? before : after;
  }

  #apply(before: readonly string[]): string[] {
    const { action, keywords } = this.#wanted;
    if (action === 'remove') return before.filter((keyword) => !this.#named.has(keyword.toLowerCase()));
    const kept = action === 'add' ? before : before.filter((keyword) => this.#named.has(keyword.toLowerCase()));
    const known = new Set(kept.map((keyword) => keyword.toLowerCase()));
    const after = [...kept, ...keywords.filter((keyword) => !known.has(keyword.toLowerCase()))];
    requireFew(after.length);
    return after;
  }
}
