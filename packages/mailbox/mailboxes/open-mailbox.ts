import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import { packedUids, unpackUids } from '../read/packed-uids.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';
import type { MailboxRef } from './mailbox-ref.ts';
import { type Mailbox, mailboxById } from './mailboxes.ts';
import { claimRecent } from './recent.ts';
import { requireRights } from './rights.ts';

/** A mailbox as SELECT opens it for a session: every uid in order, and what SELECT reports. */
export interface OpenMailbox {
  mailbox: Mailbox;
  /** Ascending; the index plus one is the message sequence number. */
  uids: Uint32Array;
  /** Uids from this one on are \Recent in this session. */
  recentFrom: number;
  /** The first uid without \Seen, or 0. */
  firstUnseen: number;
  /** Every keyword of the messages, and maybe some that no message has any more. */
  keywords: string[];
}

/**
 * Reads the mailbox for a session. With `claimRecent` (SELECT, not EXAMINE) the messages that are \Recent now are so in this session and in
 * no later one (RFC 3501 2.3.2). The mailbox row is read first: messages that are filed in the meantime have a higher modseq and come with
 * the next changesSince().
 */
export async function openMailbox(
  db: Queryable,
  ref: MailboxRef,
  options: { claimRecent: boolean },
): Promise<OpenMailbox> {
  requireRights(ref, 'r');
  const mailbox = await mailboxById(db, ref);
  const isNew = mailbox.recentUid < mailbox.uidNext;
  const recentFrom = isNew && options.claimRecent ? await claimRecent(db, ref, mailbox.uidNext) : mailbox.recentUid;
  // The mailbox row lists its keywords, unless none was set since that column exists; then the entries are searched, and most have none.
  const { rows } = await db.query<{ uids: string | null; first_unseen: number | null; keywords: string[] | null }>({
    ...prepared('open-mailbox', ref.reader),
    text: `select ${packedUids('uid')} as uids,
        min(uid) filter (where ${flagsSeen('', ref.reader)} & ${Flag.Seen} = 0) as first_unseen,
        coalesce((select keywords from mailboxes where account_id = $1 and id = $2),
          (select array_agg(distinct keyword) from (
            select distinct keywords from mailbox_entries
            where account_id = $1 and mailbox_id = $2 and uid < $3 and keywords <> '{}'
          ) used, unnest(used.keywords) keyword)) as keywords
      from mailbox_entries where account_id = $1 and mailbox_id = $2 and uid < $3`,
    values: [mailbox.accountId, mailbox.mailboxId, mailbox.uidNext],
  });
  return {
    mailbox,
    uids: unpackUids(rows[0]?.uids),
    recentFrom,
    firstUnseen: rows[0]?.first_unseen ?? 0,
    keywords: rows[0]?.keywords?.sort() ?? [],
  };
}
