import { lowerBound } from '@postroom/imap';

/** The UIDs of a selected mailbox in order: index + 1 is the sequence number. Four bytes a message. */
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

  /** A view of all UIDs, true until the next change. */
  get all(): Uint32Array {
    return this.#uids.subarray(0, this.#length);
  }

  /** The sequence number of a UID; 0 if the mailbox has no such message. */
  sequenceOf(uid: number): number {
    const index = lowerBound(this.all, uid);
    return index < this.#length && this.#uids[index] === uid ? index + 1 : 0;
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

  /** Removes what `gone` says, telling the sequence number each message has at that moment (RFC 3501 7.4.1). */
  remove(gone: { has(uid: number): boolean }, told: (sequence: number) => void): void {
    let kept = 0;
    for (let i = 0; i < this.#length; i += 1) {
      const uid = this.#uids[i] as number;
      if (gone.has(uid)) told(kept + 1);
      else this.#uids[kept++] = uid;
    }
    this.#length = kept;
  }
}
