import { lowerBound } from '@postroom/imap';
import { common } from './ascending.ts';

/** The UIDs of a selected mailbox in order; index + 1 is the sequence number. Takes four octets a message. */
export class UidList {
  #uids: Uint32Array;
  #length: number;

  constructor(uids: Uint32Array) {
    this.#uids = uids;
    this.#length = uids.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The largest UID; 0 if there is none. */
  get last(): number {
    return this.#length === 0 ? 0 : (this.#uids[this.#length - 1] as number);
  }

  /** A view of all UIDs, valid until the next change. */
  get all(): Uint32Array {
    return this.#uids.subarray(0, this.#length);
  }

  /** Returns the sequence number of a UID; 0 if the mailbox has no such message. */
  sequenceOf(uid: number): number {
    const index = lowerBound(this.#uids, uid, this.#length);
    return index < this.#length && this.#uids[index] === uid ? index + 1 : 0;
  }

  /** Returns which of some ascending UIDs are in the list. */
  known(uids: Uint32Array): Uint32Array {
    return common(uids, this.all);
  }

  append(uid: number): void {
    if (this.#length === this.#uids.length) {
      const grown = new Uint32Array(Math.max(16, Math.ceil(this.#length * 1.25)));
      grown.set(this.all);
      this.#uids = grown;
    }
    this.#uids[this.#length] = uid;
    this.#length += 1;
  }

  /** Removes ascending UIDs. Returns the sequence number that each message has when its EXPUNGE is sent (RFC 3501 7.4.1). */
  remove(gone: Uint32Array): Uint32Array {
    const sequences = new Uint32Array(gone.length);
    let kept = 0;
    let next = 0;
    let told = 0;
    for (let i = 0; i < this.#length; i += 1) {
      const uid = this.#uids[i] as number;
      while (next < gone.length && (gone[next] as number) < uid) next += 1;
      if (gone[next] === uid) sequences[told++] = kept + 1;
      else this.#uids[kept++] = uid;
    }
    this.#length = kept;
    return sequences.subarray(0, told);
  }
}
