import type { RawMessage, RawMessageOptions, RawMessages, ReadAheadBudget, ReadAheadLease } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Maildrop } from './maildrop.ts';

/** While the client reads in order, each batch is this many times as large as the one before. */
const GROWTH = 4;
/** The most messages of one batch, and so of one query. */
const MAX_BATCH = 128;
/** The most octets of one batch; larger messages are not read ahead. */
const MAX_BATCH_BYTES = 512 * 1024;
/** The octets that a header counts for when only headers are read. */
const TYPICAL_HEADER = 8 * 1024;

/** Reads messages by uid; the result does not contain messages that are gone. */
export type ReadMessages = (
  uids: readonly number[],
  options: Pick<RawMessageOptions, 'bodies' | 'spare'>,
) => Promise<Messages>;
type Messages = Pick<RawMessages, 'get' | 'memory'>;

interface Batch {
  indexes: readonly number[];
  /** Undefined for a single message, which is read even when the budget is used up. */
  lease: ReadAheadLease | undefined;
  messages: Promise<Messages>;
  /** The result of `messages`, once it is there. */
  page?: Messages;
}

/**
 * Reads the messages of a maildrop. A client that takes them in order, as nearly all do, gets them from batches that are
 * read while it takes the batch before: one query for dozens of small messages instead of one for each.
 */
export class MessageReader {
  readonly #readMessages: ReadMessages;
  readonly #maildrop: Maildrop;
  readonly #budget: ReadAheadBudget;
  readonly #isSent: () => boolean;
  /**
   * The memory of a batch that the client already has; the next batch is read into it, because with new memory for each
   * batch V8 collects garbage every few megabytes of mail. It is never given to another session, and is dropped when it is
   * not needed at once: only batches count for the budget.
   */
  readonly #spare: Buffer[] = [];
  #bodies = true;
  /** The index expected next. It begins with 0: a client that starts with the first message probably reads them all. */
  #expected = 0;
  /** The number of messages in the next batch. */
  #window = GROWTH;
  #current: Batch | undefined;
  #ahead: Batch | undefined;

  constructor(readMessages: ReadMessages, maildrop: Maildrop, budget: ReadAheadBudget, isSent: () => boolean) {
    this.#readMessages = readMessages;
    this.#maildrop = maildrop;
    this.#budget = budget;
    this.#isSent = isSent;
  }

  /** Returns one message, without its body if `bodies` is false or the body is too large for memory. Throws not-found when it is gone. */
  async read(index: number, options: { bodies: boolean }): Promise<RawMessage> {
    const inOrder = index === this.#expected && options.bodies === this.#bodies;
    if (!inOrder) this.release();
    this.#bodies = options.bodies;
    this.#expected = this.#nextPresent(index + 1);
    if (!this.#current?.indexes.includes(index)) this.#advance(index);
    if (inOrder) this.#readAhead();
    this.#spare.length = 0;
    let message = (await this.#current?.messages)?.get(this.#maildrop.uid(index));
    // A batch leaves out headers that are longer than expected.
    if (!message && !this.#bodies) message = (await this.#loadAlone(index).messages).get(this.#maildrop.uid(index));
    if (!message) throw new MailError('not-found', 'The message is gone');
    return message;
  }

  /** Drops both batches and returns their budget. */
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

  /** Starts to read a batch. Returns undefined when the budget has no room for it. */
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
      // The error is thrown where the batch is awaited; a batch may also be dropped before that.
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
