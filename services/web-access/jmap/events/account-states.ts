import type { AccountChange } from '@postroom/types';
import type { Services } from '../../services.ts';
import { readStates, sharedIn } from '../states.ts';
import { StateHub } from './state-hub.ts';

type Listener = (change: AccountChange) => void;

/** Makes a hub for the states of accounts, each together with the state of the mail that others share with it. */
export function stateHub({ store, changes, log }: Pick<Services, 'store' | 'changes' | 'log'>): StateHub {
  const onError = (err: unknown): void => log.warn({ err }, 'a change could not be announced');
  const followed = new Map<number, SharedFollowed>();
  const readState = async (accountId: number): Promise<string> => {
    const states = await readStates(store.pool, accountId);
    followed.get(accountId)?.follow(sharedIn(states));
    return states;
  };
  return new StateHub({
    subscribe(accountId, listener) {
      const shared = new SharedFollowed(changes, listener);
      followed.set(accountId, shared);
      const unsubscribe = changes.subscribe(accountId, listener);
      // This reading reports changes made before it was known which accounts share mail.
      readState(accountId).then(() => listener({ accountId, modseq: 0, mailboxIds: [] }), onError);
      return () => {
        unsubscribe();
        shared.follow([]);
        if (followed.get(accountId) === shared) followed.delete(accountId);
      };
    },
    readState,
    onError,
  });
}

/** Listens to the changes of accounts that share mail, for as long as they do. */
class SharedFollowed {
  readonly #changes: Services['changes'];
  readonly #listener: Listener;
  readonly #unsubscribe = new Map<number, () => void>();

  constructor(changes: Services['changes'], listener: Listener) {
    this.#changes = changes;
    this.#listener = listener;
  }

  follow(accountIds: readonly number[]): void {
    for (const [id, unsubscribe] of this.#unsubscribe) {
      if (accountIds.includes(id)) continue;
      unsubscribe();
      this.#unsubscribe.delete(id);
    }
    for (const id of accountIds) {
      if (!this.#unsubscribe.has(id)) this.#unsubscribe.set(id, this.#changes.subscribe(id, this.#listener));
    }
  }
}
