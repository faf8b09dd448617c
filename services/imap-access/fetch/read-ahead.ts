import { type Entry, type ReadAheadBudget, type ReadAheadLease, SMALL_MESSAGE } from '@postroom/mailbox';

/** The most messages read at once; the number grows to it while the client continues in order. */
const MAX_LOOK = 32;
/** Reads entries with their messages by uid; the result does not contain messages that are gone. */
export type ReadEntries = (uids: Uint32Array) => Promise<Entry[]>;

interface Look {
  readonly uids: Uint32Array;
  /** Undefined for a single message, which is read even when the budget is used up. */
  readonly lease: ReadAheadLease | undefined;
  readonly entries: Promise<readonly Entry[]>;
}

/**
 * Reads messages for a client that fetches them one by one in order, as clients do that copy a mailbox: while it takes these, the next
 * ones are read, many in one query. Only for data of a message that never changes, which is all but its flags.
 */
export class ReadAhead {
  readonly #budget: ReadAheadBudget;
  #what = '';
  #expected = -1;
  #length = 1;
  #current: Look | undefined;
  #next: Look | undefined;

  constructor(budget: ReadAheadBudget) {
    this.#budget = budget;
  }

  /**
   * Returns the message at an index of the mailbox's uids; undefined when it is gone.
   * @param what identifies the columns that `read` reads of each message
   */
  async take(uids: Uint32Array, index: number, what: string, read: ReadEntries): Promise<Entry | undefined> {
    const inOrder = index === this.#expected && what === this.#what;
    if (!inOrder) this.release();
    this.#what = what;
    this.#expected = index + 1;
    this.#length = inOrder ? Math.min(this.#length * 4, MAX_LOOK) : 1;
    const uid = uids[index] as number;
    if (!this.#current?.uids.includes(uid)) this.#advance(uids, index, read);
    const look = this.#current as Look;
    if (inOrder) this.#next ??= this.#ahead(uids, index + look.uids.length - look.uids.indexOf(uid), read);
    try {
      return (await look.entries).find((entry) => entry.uid === uid);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Drops everything that was read, for example when the mailbox changes. */
  release(): void {
    this.#expected = -1;
    this.#current?.lease?.[Symbol.dispose]();
    this.#next?.lease?.[Symbol.dispose]();
    this.#current = undefined;
    this.#next = undefined;
  }

  #advance(uids: Uint32Array, index: number, read: ReadEntries): void {
    this.#current?.lease?.[Symbol.dispose]();
    this.#current = this.#next;
    this.#next = undefined;
    if (this.#current?.uids.includes(uids[index] as number)) return;
    this.#current?.lease?.[Symbol.dispose]();
    this.#current = this.#ahead(uids, index, read) ?? this.#look(uids.slice(index, index + 1), undefined, read);
  }

  /** Starts to read from an index on. Returns undefined at the end of the mailbox and when the budget has no room. */
  #ahead(uids: Uint32Array, index: number, read: ReadEntries): Look | undefined {
    const some = uids.slice(index, index + this.#length);
    // The lease is shrunk when the sizes are known. Larger messages do not come with their entries.
    const lease = some.length > 0 ? this.#budget.lease(some.length * SMALL_MESSAGE) : undefined;
    if (!lease) return undefined;
    const look = this.#look(some, lease, read);
    look.entries.then(
      (entries) => lease.shrinkTo(octetsOf(entries)),
      () => {},
    );
    return look;
  }

  #look(uids: Uint32Array, lease: ReadAheadLease | undefined, read: ReadEntries): Look {
    const entries = read(uids);
    // The error is thrown where the entries are awaited, which may never happen when the client reads something else.
    entries.catch(() => {});
    return { uids, lease, entries };
  }
}

function octetsOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { blob }) => sum + (blob?.header.length ?? 0) + (blob?.body?.length ?? 0), 0);
}
