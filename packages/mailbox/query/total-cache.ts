import { type MailView, stateMark } from '../sharing/mail-view.ts';
import type { EmailFilter } from './email-filter.ts';

/** Totals that are remembered, and characters of a filter that is. */
const MAX_TOTALS = 10_000;
const MAX_FILTER = 1_000;

/**
 * How many emails or threads queries found, each with the state of the account that it is of: as long as nothing has changed they are as
 * many. Counting reads every entry of a mailbox.
 */
export class TotalCache {
  readonly #known = new Map<string, { state: string; total: number }>();

  /** @param state of the account, read before it is counted (RFC 8620 5.5 queryState) */
  async of(
    view: MailView,
    state: string,
    { filter, collapseThreads }: { filter: EmailFilter; collapseThreads: boolean },
    count: () => Promise<number>,
  ): Promise<number> {
    const asked = JSON.stringify(filter);
    if (asked.length > MAX_FILTER) return count();
    const key = `${view.accountId}${stateMark(view)} ${view.reader ?? ''} ${collapseThreads} ${asked}`;
    const known = this.#known.get(key);
    if (known?.state === state) return known.total;
    const total = await count();
    this.#known.delete(key);
    this.#known.set(key, { state, total });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_TOTALS && oldest !== undefined) this.#known.delete(oldest);
    return total;
  }
}
