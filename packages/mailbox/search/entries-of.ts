import { isOneOf, messageOfEntry } from '../read/entries-by-uid.ts';

/** SQL: the entries `e` of mailbox $2 of account $1 with the ascending uids $3 and, if wanted, their messages `m`. */
export function entriesOf(uids: Uint32Array, withMessages: boolean): string {
  return `(select * from mailbox_entries e where e.account_id = $1 and e.mailbox_id = $2 and ${isOneOf(uids, '$3').condition}) e
    ${withMessages ? messageOfEntry('$1') : ''}`;
}
