/** A session, as far as it is told here. */
interface Waiting {
  /** Set while it waits for changes: makes it look for some. */
  readonly wake: (() => void) | undefined;
}

/** The sessions of this process that are logged in. */
export class AccountSessions {
  readonly #sessions = new Set<Waiting>();
  readonly #counts = new Map<number, number>();

  get total(): number {
    return this.#sessions.size;
  }

  /** How many an account has. */
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

  /** A change notice may have been lost: all that wait look for themselves. */
  wakeAll(): void {
    for (const session of this.#sessions) session.wake?.();
  }
}
