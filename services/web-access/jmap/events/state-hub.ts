import type { AccountChange } from '@postroom/types';

type Listener = (state: string) => void;

interface Followed {
  readonly listeners: Set<Listener>;
  readonly unsubscribe: () => void;
  state: string | undefined;
  isAsking: boolean;
  /** Whether a change came while the state was read. */
  isStale: boolean;
}

export interface StateHubOptions {
  /** Calls `listener` when an account may have changed. */
  subscribe(accountId: number, listener: (change: AccountChange) => void): () => void;
  readState(accountId: number): Promise<string>;
  onError(error: unknown): void;
}

/** Tells listeners the new state of their account. A notice causes one reading of the state for all listeners; without a notice none happens. */
export class StateHub {
  readonly #options: StateHubOptions;
  readonly #followed = new Map<number, Followed>();

  constructor(options: StateHubOptions) {
    this.#options = options;
  }

  /** Adds a listener. Returns the function that removes it. */
  listen(accountId: number, listener: Listener): () => void {
    let followed = this.#followed.get(accountId);
    if (!followed) {
      const unsubscribe = this.#options.subscribe(accountId, () => this.#look(accountId));
      followed = { listeners: new Set(), unsubscribe, state: undefined, isAsking: false, isStale: false };
      this.#followed.set(accountId, followed);
    }
    const { listeners, unsubscribe } = followed;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      unsubscribe();
      this.#followed.delete(accountId);
    };
  }

  #look(accountId: number): void {
    const followed = this.#followed.get(accountId);
    if (!followed) return;
    followed.isStale = true;
    if (!followed.isAsking) void this.#ask(accountId, followed);
  }

  async #ask(accountId: number, followed: Followed): Promise<void> {
    followed.isAsking = true;
    while (followed.isStale) {
      followed.isStale = false;
      try {
        const state = await this.#options.readState(accountId);
        if (state === followed.state) continue;
        followed.state = state;
        for (const listener of followed.listeners) listener(state);
      } catch (error) {
        // The next notice reads again; clients ask for changes when they come back.
        this.#options.onError(error);
      }
    }
    followed.isAsking = false;
  }
}
