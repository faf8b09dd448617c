import type { Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { AccountState } from './account-state.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';

/** What COPYUID reports (RFC 4315 3). */
export interface CopiedMessages {
  uidValidity: number;
  /** Source uid and new uid, in ascending order of both. */
  pairs: (readonly [source: number, copy: number])[];
}

/** What copying counts, of entries that are there, by uid. */
export interface EntryToCopy {
  uid: number;
  flags: number;
  size: number;
}

/** Those of these uids that are there; null is the whole mailbox. */
export async function entriesToCopy(
  tx: Transaction,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array | null,
): Promise<EntryToCopy[]> {
  const { rows } = await tx.query<EntryToCopy & Record<string, unknown>>(
    uids
      ? `select e.uid, e.flags, e.size from ${ENTRIES_BY_UID} order by e.uid`
      : 'select uid, flags, size from mailbox_entries where account_id = $1 and mailbox_id = $2 order by uid',
    [accountId, mailboxId, ...(uids ? [Array.from(uids)] : [])],
  );
  return rows;
}

/** Takes `count` uids of a mailbox, under the account's lock. Throws mailbox-not-found. */
export async function reserveUids(
  tx: Transaction,
  accountId: number,
  mailboxId: number,
  count: number,
): Promise<{ firstUid: number; uidValidity: number }> {
  const { rows } = await tx.query<{ first_uid: number; uid_validity: number }>(
    `update mailboxes set uid_next = uid_next + $3 where account_id = $1 and id = $2
     returning uid_next - $3 as first_uid, uid_validity`,
    [accountId, mailboxId, count],
  );
  if (!rows[0]) throw new MailError('mailbox-not-found', 'No such mailbox');
  return { firstUid: rows[0].first_uid, uidValidity: rows[0].uid_validity };
}

/** Inserts the copies of entries; the save date is now (RFC 8514 3). */
export async function insertCopies(
  tx: Transaction,
  state: AccountState,
  fromMailboxId: number,
  toMailboxId: number,
  pairs: CopiedMessages['pairs'],
): Promise<void> {
  await tx.query(
    `insert into mailbox_entries
       (account_id, mailbox_id, uid, message_id, modseq, flags, keywords, size, internal_date)
     select e.account_id, $3, p.copy, e.message_id, $4, e.flags, e.keywords, e.size, e.internal_date
     from unnest($5::bigint[], $6::bigint[]) as p (source, copy)
     join mailbox_entries e on e.account_id = $1 and e.mailbox_id = $2 and e.uid = p.source`,
    [
      state.accountId,
      fromMailboxId,
      toMailboxId,
      state.modseq,
      pairs.map(([source]) => source),
      pairs.map(([, copy]) => copy),
    ],
  );
}
