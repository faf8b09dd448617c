/** What all clients of a mailbox must agree on. */
export class MailboxFacts {
  readonly #lasting = new Map<string, string>();
  readonly #recentTo = new Map<number, number>();
  readonly #expunged = new Set<number>();

  /** Checks that a size, date, structure or text of a message is always the same (RFC 3501 2.3). */
  note(uid: number, item: string, value: string): void {
    const key = `${uid} ${item}`;
    const before = this.#lasting.get(key);
    if (before === undefined) this.#lasting.set(key, value);
    else if (before !== value) throw new Error(`${item} of uid ${uid} changed from ${before} to ${value}`);
  }

  /** Checks that a message is \Recent to one session only, of those that may change the mailbox (RFC 3501 2.3.2). */
  noteRecent(uid: number, session: number): void {
    const first = this.#recentTo.get(uid);
    if (first === undefined) this.#recentTo.set(uid, session);
    else if (first !== session) throw new Error(`uid ${uid} is \\Recent to session ${first} and to ${session}`);
  }

  noteExpunged(uid: number): void {
    this.#expunged.add(uid);
  }

  /** Returns whether a UID is gone; it must never come back (RFC 3501 2.3.1.1). */
  isExpunged(uid: number): boolean {
    return this.#expunged.has(uid);
  }
}
