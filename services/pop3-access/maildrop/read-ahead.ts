import type { RawMessage, RawMessages, ReadAheadBudget } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Maildrop } from './maildrop.ts';
import type { KeptMessages } from './message-cache.ts';

/** While the client reads in order, a batch is so many times as large as the one before. */
const growth = 4;
/** Messages of one batch, and so of one round trip, at most. */
const maxBatch = 128;
/** Octets of one batch at most, and of a message that is worth reading ahead. */
const maxBatchBytes = 512 * 1024;
/** What a header block counts when only headers are read. */
const typicalHeader = 8 * 1024;

/** Reads messages by uid; those that are gone are missing in the answer. */
export type ReadMessages = (uids: readonly number[], options: { bodies: boolean }) => Promise<Messages>;
type Messages = Pick<RawMessages, 'get' | 'bytes'>;

interface Batch {
  indexes: readonly number[];
  /** Taken from the budget. */
  bytes: number;
  messages: Promise<Messages>;
}

/**
 * Reads a maildrop's messages. A client that takes them in order, as nearly all do, gets them from batches that were
 * read while it was busy with the ones before: one query for dozens of small messages instead of one for each.
 */
export class MessageReader {
  readonly #readMessages: ReadMessages;
  readonly #maildrop: Maildrop;
  readonly #budget: ReadAheadBudget;
  readonly #kept: KeptMessages;
  #bodies = true;
  /** Who begins with the first message is taken for one that reads them all. */
  #expected = 0;
  /** Messages of the next batch. */
  #window = growth;
  /** Up to here everything was asked for, or need not be. */
  #asked = 0;
  #current: Batch | undefined;
  #ahead: Batch | undefined;

  constructor(readMessages: ReadMessages, maildrop: Maildrop, budget: ReadAheadBudget, kept: KeptMessages) {
    this.#readMessages = readMessages;
    this.#maildrop = maildrop;
    this.#budget = budget;
    this.#kept = kept;
  }

  /** One message, without its body when that is not asked for or too large for memory. Throws not-found when it is gone. */
  async read(index: number, options: { bodies: boolean }): Promise<RawMessage> {
    const inOrder = index === this.#expected && options.bodies === this.#bodies;
    if (!inOrder) this.release();
    this.#bodies = options.bodies;
    this.#expected = this.#nextPresent(index + 1);
    const uid = this.#maildrop.uid(index);
    this.#advance(index);
    const kept = this.#kept.get(uid)?.get(uid);
    if (!kept && !this.#current?.indexes.includes(index)) this.#begin(index);
    if (inOrder) this.#readAhead(index + 1);
    const message = kept ?? (await this.#current?.messages)?.get(uid);
    if (!message) throw new MailError('not-found', 'The message is gone');
    return message;
  }

  /** Lets go of everything held. */
  release(): void {
    this.#drop(this.#current);
    this.#drop(this.#ahead);
    this.#current = undefined;
    this.#ahead = undefined;
    this.#asked = 0;
    this.#window = 1;
  }

  /** Goes on to the batch that was read ahead, once the client has come to it. */
  #advance(index: number): void {
    const first = this.#ahead?.indexes[0];
    if (first === undefined || index < first) return;
    this.#drop(this.#current);
    this.#current = this.#ahead;
    this.#ahead = undefined;
  }

  #begin(index: number): void {
    this.#drop(this.#current);
    this.#current = this.#load(index) ?? this.#loadAlone(index);
  }

  /** Begins to read the next batch, with what of the next messages is not in memory yet. */
  #readAhead(from: number): void {
    if (this.#ahead) return;
    const end = Math.min(from + this.#window, this.#maildrop.length);
    this.#asked = Math.max(this.#asked, from);
    while (this.#asked < end && !(this.#isMissing(this.#asked) && this.#size(this.#asked) <= maxBatchBytes)) {
      this.#asked++;
    }
    if (this.#asked < end) this.#ahead = this.#load(this.#asked);
  }

  /** Neither deleted nor kept. */
  #isMissing(index: number): boolean {
    return !this.#maildrop.isDeleted(index) && !this.#kept.get(this.#maildrop.uid(index));
  }

  #size(index: number): number {
    return this.#bodies ? this.#maildrop.size(index) : typicalHeader;
  }

  /** Begins to read a batch; undefined when there is no room for it. */
  #load(from: number): Batch | undefined {
    const indexes: number[] = [];
    let bytes = 0;
    for (let index = from; index < this.#maildrop.length && indexes.length < this.#window; index++) {
      if (!this.#isMissing(index)) continue;
      const size = this.#size(index);
      if (bytes + size > maxBatchBytes) break;
      indexes.push(index);
      bytes += size;
    }
    const last = indexes.at(-1);
    if (last === undefined || !this.#budget.take(bytes)) return undefined;
    this.#asked = Math.max(this.#asked, last + 1);
    this.#window = Math.min(this.#window * growth, maxBatch);
    return { indexes, bytes, messages: this.#query(indexes) };
  }

  #loadAlone(index: number): Batch {
    return { indexes: [index], bytes: 0, messages: this.#query([index]) };
  }

  #query(indexes: readonly number[]): Promise<Messages> {
    const uids = indexes.map((index) => this.#maildrop.uid(index));
    const bodies = this.#bodies;
    const messages = this.#readMessages(uids, { bodies });
    // A failure is met when the batch is awaited; it may also be dropped before that.
    messages.then(
      (page) => bodies && this.#kept.keep(uids, page),
      () => {},
    );
    return messages;
  }

  #drop(batch: Batch | undefined): void {
    if (batch) this.#budget.release(batch.bytes);
  }

  #nextPresent(from: number): number {
    let index = from;
    while (index < this.#maildrop.length && this.#maildrop.isDeleted(index)) index++;
    return index;
  }
}
