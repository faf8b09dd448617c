/** A session, as far as this class needs it. */
interface Waiting {
  /** Set while the session waits for changes; makes it look for some. */
  readonly wake: (() => void) | undefined;
}

/** The logged-in sessions of this process. */
export class AccountSessions {
  readonly #sessions = new Set<Waiting>();
  readonly #counts = new Map<number, number>();

  get total(): number {
    return this.#sessions.size;
  }

  /** Returns the number of sessions of an account. */
  count(accountId: number): number {
    return this.#counts.get(accountId) ?? 0;
  }

  add(accountId: number, session: Waiting): void {
    this.#sessions.add(session);
    this.#counts.set(accountId, this.count(accountId) + 1);
  }

  remove(accountId: number, session: Waiting): void {
    if (!this.#sessions.delete(session)) return;
    const left = this.count(accountId) - 1;
    if (left > 0) this.#counts.set(accountId, left);
    else this.#counts.delete(accountId);
  }

  /** Makes all waiting sessions look for changes, in case a notice was lost. */
  wakeAll(): void {
    for (const session of this.#sessions) session.wake?.();
  }
}
