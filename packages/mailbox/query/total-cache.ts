import { type MailView, stateMark } from '../sharing/mail-view.ts';
import type { EmailFilter } from './email-filter.ts';

/** What identifies a total. */
export interface Counted {
  readonly view: MailView;
  /** The state of the account, read before counting (RFC 8620 5.5 queryState). */
  readonly state: string;
  readonly filter: EmailFilter;
  readonly collapseThreads: boolean;
}

/** How many totals are remembered, and the most characters of a filter. */
const MAX_TOTALS = 10_000;
const MAX_FILTER = 1_000;

/**
 * The totals of queries, each with the state of its account: while the state is the same, so is the total. Counting reads every entry of a
 * mailbox, and all texts when words are looked for.
 */
export class TotalCache {
  readonly #known = new Map<string, { state: string; total: number }>();

  /** Returns the total, or undefined when it must be counted. */
  known(counted: Counted): number | undefined {
    const found = this.#known.get(keyOf(counted) ?? '');
    return found?.state === counted.state ? found.total : undefined;
  }

  keep(counted: Counted, total: number): void {
    const key = keyOf(counted);
    if (key === undefined) return;
    this.#known.delete(key);
    this.#known.set(key, { state: counted.state, total });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_TOTALS && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Returns the key of a total; undefined when the filter is too long to be remembered. */
function keyOf({ view, filter, collapseThreads }: Counted): string | undefined {
  const asked = JSON.stringify(filter);
  if (asked.length > MAX_FILTER) return undefined;
  return `${view.accountId}${stateMark(view)} ${view.reader ?? ''} ${collapseThreads} ${asked}`;
}
