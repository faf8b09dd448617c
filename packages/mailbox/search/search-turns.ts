/** How many long searches of one account run at the same time. */
const PER_ACCOUNT = 2;

interface Waiting {
  readonly accountId: number;
  begin(): void;
}

/**
 * Limits how many searches that read text run at once, in all and for one account; the others wait in the order in which they came. So
 * searches never use all connections to the database, and other commands find one.
 */
export class SearchTurns {
  readonly #most: number;
  readonly #perAccount: number;
  readonly #running = new Map<number, number>();
  readonly #waiting: Waiting[] = [];
  #total = 0;

  constructor(most: number, perAccount = PER_ACCOUNT) {
    this.#most = Math.max(1, most);
    this.#perAccount = perAccount;
  }

  async run<T>(accountId: number, search: () => Promise<T>): Promise<T> {
    if (this.#isFree(accountId)) this.#take(accountId);
    else await new Promise<void>((begin) => this.#waiting.push({ accountId, begin }));
    try {
      return await search();
    } finally {
      this.#release(accountId);
    }
  }

  #isFree(accountId: number): boolean {
    return this.#total < this.#most && (this.#running.get(accountId) ?? 0) < this.#perAccount;
  }

  #take(accountId: number): void {
    this.#total++;
    this.#running.set(accountId, (this.#running.get(accountId) ?? 0) + 1);
  }

  #release(accountId: number): void {
    this.#total--;
    const left = (this.#running.get(accountId) ?? 1) - 1;
    if (left > 0) this.#running.set(accountId, left);
    else this.#running.delete(accountId);
    const next = this.#waiting.findIndex((each) => this.#isFree(each.accountId));
    if (next < 0) return;
    const [waiting] = this.#waiting.splice(next, 1);
    if (!waiting) return;
    this.#take(waiting.accountId);
    waiting.begin();
  }
}
