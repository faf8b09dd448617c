import { SELECTED } from '../session/state.ts';

/**
 * The common options of FETCH, STORE, SEARCH, SORT and THREAD. Clients send them by the hundred, so updates are read only when there may be
 * some. In a command with message numbers no EXPUNGE may be sent (RFC 3501 7.4.1).
 */
export function ofMessages(uid: boolean) {
  return { states: SELECTED, uid, flush: uid ? 'everything' : 'no-expunges', syncs: 'when-due' } as const;
}
