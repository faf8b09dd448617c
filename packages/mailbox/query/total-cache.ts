import { type MailView, stateMark } from '../sharing/mail-view.ts';
import type { EmailFilter } from './email-filter.ts';

/** What is counted. */
export interface Counted {
  readonly view: MailView;
  /** Of the account, read before it is counted (RFC 8620 5.5 queryState). */
  readonly state: string;
  readonly filter: EmailFilter;
  readonly collapseThreads: boolean;
}

/** Totals that are remembered, and characters of a filter that is. */
const MAX_TOTALS = 10_000;
const MAX_FILTER = 1_000;

/**
 * How many emails or threads queries found, each with the state of the account that it is of: as long as nothing has changed they are as
 * many. Counting reads every entry of a mailbox, and all text where a word is looked for.
 */
export class TotalCache {
  readonly #known = new Map<string, { state: string; total: number }>();

  /** Undefined where it has to be counted. */
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

/** Undefined: it is too long to be remembered. */
function keyOf({ view, filter, collapseThreads }: Counted): string | undefined {
  const asked = JSON.stringify(filter);
  if (asked.length > MAX_FILTER) return undefined;
  return `${view.accountId}${stateMark(view)} ${view.reader ?? ''} ${collapseThreads} ${asked}`;
}
