import type { Pool } from '@postroom/database';
import { inSnapshot } from '../changes/snapshot.ts';
import { type MailView, stateMark } from '../sharing/mail-view.ts';
import { countThreads, type ThreadCounts } from './count-threads.ts';
import { type CountedMailbox, readMailboxes } from './read-mailboxes.ts';

/** How many views of accounts are remembered, and of how many mailboxes each. */
const MAX_ACCOUNTS = 1_000;
const MAX_MAILBOXES = 1_000;

export interface MailboxesWithThreads {
  readonly state: string;
  readonly mailboxes: readonly CountedMailbox[];
  readonly threads: ReadonlyMap<number, ThreadCounts>;
}

/** A cache of thread counts, which are slow to compute. A count is good as long as the account's state is the same. */
export class ThreadCountCache {
  readonly #known = new Map<string, { state: string; threads: ReadonlyMap<number, ThreadCounts> }>();

  /** Returns mailboxes and their thread counts, all from the same moment. Throws not-found. */
  async read(pool: Pool, view: MailView): Promise<MailboxesWithThreads> {
    const now = await readMailboxes(pool, view);
    const key = `${view.accountId}${stateMark(view)} ${view.reader ?? ''}`;
    const known = this.#known.get(key);
    if (known?.state === now.state) return { ...now, threads: known.threads };
    const read = await inSnapshot(pool, async (tx) => {
      const [mailboxes, threads] = await Promise.all([readMailboxes(tx, view), countThreads(tx, view)]);
      return { ...mailboxes, threads };
    });
    this.#remember(key, read);
    return read;
  }

  #remember(key: string, { state, threads }: MailboxesWithThreads): void {
    this.#known.delete(key);
    if (threads.size > MAX_MAILBOXES) return;
    this.#known.set(key, { state, threads });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_ACCOUNTS && oldest !== undefined) this.#known.delete(oldest);
  }
}
