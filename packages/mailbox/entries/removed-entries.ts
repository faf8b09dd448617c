import { packBigints, type Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { CounterDelta } from '../mailboxes/counters.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { isOneOf } from '../read/entries-by-uid.ts';
import { PackedColumn } from '../read/packed-column.ts';
import { packedUids, unpackUids } from '../read/packed-uids.ts';

/** How many entries one statement removes, so that no step needs much memory or blocks others for long. */
export const REMOVED_AT_ONCE = 5_000;

/** Which entries are to be removed. */
export interface Doomed {
  /** Only these uids, at most REMOVED_AT_ONCE; null means the first entries of the whole mailbox after `after`. */
  uids: Uint32Array | null;
  after: number;
  onlyDeleted: boolean;
}

/** The removed entries in compact form. */
export interface RemovedEntries {
  /** Ascending. */
  uids: Uint32Array;
  messageIds: Float64Array;
  counts: CounterDelta;
}

interface Row extends CounterDelta {
  uids: string | null;
  message_ids: string | null;
}

/** SQL: the first entries, as a range of the primary key. */
const FIRST = `e.uid > $3 and e.uid <= (
    select max(uid) from (
      select uid from mailbox_entries
      where account_id = $1 and mailbox_id = $2 and uid > $3 and (not $4 or flags & ${Flag.Deleted} <> 0)
      order by uid limit ${REMOVED_AT_ONCE}
    ) first
  )`;

/** Removes entries under the account's lock. `modseq` tells others of it (RFC 7162 3.2.7); null when the whole mailbox is removed. */
export async function removeEntries(
  tx: Transaction,
  mailbox: MailboxRef,
  { uids, after, onlyDeleted }: Doomed,
  modseq: number | null,
): Promise<RemovedEntries> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `with gone as (
       delete from mailbox_entries e
       where e.account_id = $1 and e.mailbox_id = $2 and (not $4 or e.flags & ${Flag.Deleted} <> 0)
         and ${uids ? `e.uid > $3 and ${isOneOf(uids, '$6').condition}` : FIRST}
       returning e.uid, e.message_id, e.flags, e.size
     ), noted as (
       insert into expunged_entries (account_id, mailbox_id, uid, message_id, modseq)
       select $1, $2, uid, message_id, $5 from gone where $5::bigint is not null
     )
     select ${packedUids('uid')} as uids, ${PackedColumn.ofNumbers('message_id')} as message_ids,
       count(*) as messages, coalesce(sum(size), 0)::bigint as bytes,
       count(*) filter (where flags & ${Flag.Seen} = 0) as unseen,
       count(*) filter (where flags & ${Flag.Deleted} <> 0) as deleted
     from gone`,
    [mailbox.accountId, mailbox.mailboxId, after, onlyDeleted, modseq, ...(uids ? [packBigints(uids)] : [])],
  );
  const { uids: removed, message_ids: messageIds, ...counts } = rows[0] as Row;
  return { uids: unpackUids(removed), messageIds: new PackedColumn(messageIds ?? '').numbers(), counts };
}
