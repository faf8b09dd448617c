import type { RawMessage, RawMessageOptions, RawMessages, ReadAheadBudget, ReadAheadLease } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Maildrop } from './maildrop.ts';

/** While the client reads in order, a batch is so many times as large as the one before. */
const GROWTH = 4;
/** Messages of one batch, and so of one round trip, at most. */
const MAX_BATCH = 128;
/** Octets of one batch at most, and of a message that is worth reading ahead. */
const MAX_BATCH_BYTES = 512 * 1024;
/** What a header block counts when only headers are read. */
const TYPICAL_HEADER = 8 * 1024;

/** Reads messages by uid; those that are gone are missing in the answer. */
export type ReadMessages = (
  uids: readonly number[],
  options: Pick<RawMessageOptions, 'bodies' | 'spare'>,
) => Promise<Messages>;
type Messages = Pick<RawMessages, 'get' | 'memory'>;

interface Batch {
  indexes: readonly number[];
  /** Undefined: one message, which is read whatever is left. */
  lease: ReadAheadLease | undefined;
  messages: Promise<Messages>;
  /** What the promise gave. */
  page?: Messages;
}

/**
 * Reads a maildrop's messages. A client that takes them in order, as nearly all do, gets them from batches that were
 * read while it was busy with the ones before: one query for dozens of small messages instead of one for each.
 */
export class MessageReader {
  readonly #readMessages: ReadMessages;
  readonly #maildrop: Maildrop;
  readonly #budget: ReadAheadBudget;
  readonly #isSent: () => boolean;
  /**
   * Memory of a batch the client has, in which the next lies. New memory for each has V8 go through its heap at every few
   * megabytes of mail (measured: a fifth of the CPU time). It goes to no other session, and nowhere if it is not needed
   * at once: only batches count for the budget.
   */
  readonly #spare: Buffer[] = [];
  #bodies = true;
  /** Who begins with the first message is taken for one that reads them all. */
  #expected = 0;
  /** Messages of the next batch. */
  #window = GROWTH;
  #current: Batch | undefined;
  #ahead: Batch | undefined;

  constructor(readMessages: ReadMessages, maildrop: Maildrop, budget: ReadAheadBudget, isSent: () => boolean) {
    this.#readMessages = readMessages;
    this.#maildrop = maildrop;
    this.#budget = budget;
    this.#isSent = isSent;
  }

  /** One message, without its body when that is not asked for or too large for memory. Throws not-found when it is gone. */
  async read(index: number, options: { bodies: boolean }): Promise<RawMessage> {
    const inOrder = index === this.#expected && options.bodies === this.#bodies;
    if (!inOrder) this.release();
    this.#bodies = options.bodies;
    this.#expected = this.#nextPresent(index + 1);
    if (!this.#current?.indexes.includes(index)) this.#advance(index);
    if (inOrder) this.#readAhead();
    this.#spare.length = 0;
    let message = (await this.#current?.messages)?.get(this.#maildrop.uid(index));
    // A batch leaves out headers that were longer than thought.
    if (!message && !this.#bodies) message = (await this.#loadAlone(index).messages).get(this.#maildrop.uid(index));
    if (!message) throw new MailError('not-found', 'The message is gone');
    return message;
  }

  /** Lets go of everything held. */
  release(): void {
    this.#drop(this.#current);
    this.#drop(this.#ahead);
    this.#current = undefined;
    this.#ahead = undefined;
    this.#window = 1;
  }

  #advance(index: number): void {
    this.#drop(this.#current);
    this.#current = this.#ahead;
    this.#ahead = undefined;
    if (this.#current?.indexes.includes(index)) return;
    this.#drop(this.#current);
    this.#current = this.#load(index) ?? this.#loadAlone(index);
  }

  #readAhead(): void {
    const last = this.#current?.indexes.at(-1);
    if (this.#ahead || last === undefined) return;
    const next = this.#nextPresent(last + 1);
    if (next < this.#maildrop.length) this.#ahead = this.#load(next);
  }

  /** Begins to read a batch; undefined when there is no room for it. */
  #load(from: number): Batch | undefined {
    const indexes: number[] = [];
    let bytes = 0;
    for (let index = from; index < this.#maildrop.length && indexes.length < this.#window; index++) {
      if (this.#maildrop.isDeleted(index)) continue;
      const size = this.#bodies ? this.#maildrop.size(index) : TYPICAL_HEADER;
      if (bytes + size > MAX_BATCH_BYTES) break;
      indexes.push(index);
      bytes += size;
    }
    const lease = indexes.length > 0 ? this.#budget.lease(bytes) : undefined;
    if (!lease) return undefined;
    this.#window = Math.min(this.#window * GROWTH, MAX_BATCH);
    return this.#query(indexes, lease);
  }

  #loadAlone(index: number): Batch {
    return this.#query([index], undefined);
  }

  #query(indexes: readonly number[], lease: ReadAheadLease | undefined): Batch {
    const uids = indexes.map((index) => this.#maildrop.uid(index));
    const spare = this.#spare.splice(0);
    const messages = this.#readMessages(uids, { bodies: this.#bodies, spare });
    const batch: Batch = { indexes, lease, messages };
    messages.then(
      (page) => {
        batch.page = page;
        spare.length = 0;
      },
      // A failure is met when the batch is awaited; it may also be dropped before that.
      () => {},
    );
    return batch;
  }

  #drop(batch: Batch | undefined): void {
    if (!batch) return;
    batch.lease?.[Symbol.dispose]();
    if (batch.page && this.#isSent()) this.#spare.push(...batch.page.memory);
  }

  #nextPresent(from: number): number {
    let index = from;
    while (index < this.#maildrop.length && this.#maildrop.isDeleted(index)) index++;
    return index;
  }
}
