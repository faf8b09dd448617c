import type { Pool } from '@postroom/database';
import { inSnapshot } from '../changes/snapshot.ts';
import { type MailView, stateMark } from '../sharing/mail-view.ts';
import { countThreads, type ThreadCounts } from './count-threads.ts';
import { type CountedMailbox, readMailboxes } from './read-mailboxes.ts';

/** Accounts, as each is seen by somebody, that are remembered, and mailboxes of one. */
const MAX_ACCOUNTS = 1_000;
const MAX_MAILBOXES = 1_000;

export interface MailboxesWithThreads {
  readonly state: string;
  readonly mailboxes: readonly CountedMailbox[];
  readonly threads: ReadonlyMap<number, ThreadCounts>;
}

/** Counts of threads, which take long, with the state that they are of: as long as nothing has changed they are as they were. */
export class ThreadCountCache {
  readonly #known = new Map<string, { state: string; threads: ReadonlyMap<number, ThreadCounts> }>();

  /** Mailboxes and the threads in them, of one moment. Throws not-found. */
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
