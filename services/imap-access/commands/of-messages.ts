import { SELECTED } from '../session/state.ts';

/**
 * What FETCH, STORE, SEARCH, SORT and THREAD have in common. Clients send them by the hundred, so the mailbox is asked for changes only when
 * there may be some. Where messages are named by number, none of them may go meanwhile (RFC 3501 7.4.1).
 */
export function ofMessages(uid: boolean) {
  return { states: SELECTED, uid, flush: uid ? 'everything' : 'no-expunges', syncs: 'when-due' } as const;
}
