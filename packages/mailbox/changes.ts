import type { Queryable } from '@postroom/database';
import { packedUids, unpackUids } from './packed-uids.ts';

export interface ChangedEntry {
  uid: number;
  modseq: number;
  flags: number;
  keywords: string[];
}

export interface MailboxChanges {
  /** Everything up to here is in this answer; ask from here next time. */
  modseq: number;
  /** The first uid that no session has had as \Recent. */
  recentUid: number;
  /** New or changed entries, by uid. */
  entries: ChangedEntry[];
  /** Uids expunged since, ascending; some may never have been seen by the asker. */
  expunged: Uint32Array;
}

/**
 * What happened in a mailbox after `since` (a modseq). Returns null when the mailbox itself is gone. One statement,
 * so one snapshot: the modseq it names and the rows it shows agree.
 */
export async function changesSince(
  db: Queryable,
  accountId: number,
  mailboxId: number,
  since: number,
): Promise<MailboxChanges | null> {
  const { rows } = await db.query<{
    modseq: number;
    recent_uid: number;
    entries: [uid: number, modseq: number, flags: number, keywords: string[]][] | null;
    expunged: string | null;
  }>({
    name: 'changes-since',
    text: `select m.highest_modseq as modseq, m.recent_uid,
        case when m.highest_modseq > $3 then (
          select json_agg(json_build_array(e.uid, e.modseq, e.flags, e.keywords) order by e.uid) from mailbox_entries e
          where e.account_id = $1 and e.mailbox_id = $2 and e.modseq > $3) end as entries,
        case when m.highest_modseq > $3 then (
          select ${packedUids('x.uid')} from expunged_entries x
          where x.account_id = $1 and x.mailbox_id = $2 and x.modseq > $3) end as expunged
      from mailboxes m where m.account_id = $1 and m.id = $2`,
    values: [accountId, mailboxId, since],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    modseq: row.modseq,
    recentUid: row.recent_uid,
    entries: (row.entries ?? []).map(([uid, modseq, flags, keywords]) => ({ uid, modseq, flags, keywords })),
    expunged: unpackUids(row.expunged),
  };
}
