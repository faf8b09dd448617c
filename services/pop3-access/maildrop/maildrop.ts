import { MailError } from '@postroom/types';

/**
 * The messages of one session: fixed at login (RFC 1939 5), numbered from 1, some marked as deleted. They are kept in
 * typed arrays, 13 octets a message, so that a maildrop of hundreds of thousands costs a few megabytes. All methods
 * take indexes from 0, except `find`.
 */
export class Maildrop {
  readonly #uidValidity: number;
  readonly #uids: Uint32Array;
  readonly #sizes: Float64Array;
  readonly #deleted: Uint8Array;
  readonly #all: { readonly count: number; readonly bytes: number };
  #remaining: { count: number; bytes: number };

  constructor(uidValidity: number, uids: Uint32Array, sizes: Float64Array) {
    this.#uidValidity = uidValidity;
    this.#uids = uids;
    this.#sizes = sizes;
    this.#deleted = new Uint8Array(uids.length);
    this.#all = { count: uids.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    this.#remaining = this.#all;
  }

  /** The number of messages, deleted ones included. */
  get length(): number {
    return this.#uids.length;
  }

  /** What STAT reports: the number of messages that are not deleted, and their octets. */
  get remaining(): { readonly count: number; readonly bytes: number } {
    return this.#remaining;
  }

  /** Returns the index of a message number. Throws not-found when the message does not exist or is marked as deleted. */
  find(number: number): number {
    const index = number - 1;
    if (index < 0 || index >= this.length || this.isDeleted(index)) throw new MailError('not-found', 'No such message');
    return index;
  }

  isDeleted(index: number): boolean {
    return this.#deleted[index] === 1;
  }

  uid(index: number): number {
    return this.#uids[index] as number;
  }

  /** Returns the octets of a message as it was received. */
  size(index: number): number {
    return this.#sizes[index] as number;
  }

  /**
   * Returns the unique id (RFC 1939 7 UIDL), which is the same in every session and never given to another message: uid and
   * uidvalidity of the INBOX entry in hexadecimal. Dovecot writes them the same way.
   */
  uniqueId(index: number): string {
    return hex(this.uid(index)) + hex(this.#uidValidity);
  }

  /** Marks a message as deleted. */
  delete(index: number): void {
    this.#deleted[index] = 1;
    this.#count(-1, -this.size(index));
  }

  /** Unmarks all messages (RSET). */
  reset(): void {
    this.#deleted.fill(0);
    this.#remaining = this.#all;
  }

  /** Returns the uids of the marked messages. */
  deletedUids(): Uint32Array {
    return this.#uids.filter((_uid, index) => this.isDeleted(index));
  }

  #count(messages: number, bytes: number): void {
    this.#remaining = { count: this.#remaining.count + messages, bytes: this.#remaining.bytes + bytes };
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
