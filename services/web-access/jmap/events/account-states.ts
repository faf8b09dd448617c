import type { Services } from '../../services.ts';
import { readStates } from '../states.ts';
import { StateHub } from './state-hub.ts';

/** Tells both states of an account. */
export function stateHub({ store, changes, log }: Pick<Services, 'store' | 'changes' | 'log'>): StateHub {
  return new StateHub({
    subscribe: (accountId, listener) => changes.subscribe(accountId, listener),
    readState: (accountId) => readStates(store.pool, accountId),
    onError: (err) => log.warn({ err }, 'a change could not be told of'),
  });
}
