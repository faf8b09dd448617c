import type { Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { DueAccount } from './due.ts';

/** A message from which the filter learns because of where its owner put it. */
export interface Lesson {
  readonly messageId: number;
  readonly isSpam: boolean;
  /** Set when it was learned before as the other kind; null when it was not learned. */
  readonly before: { readonly isShared: boolean } | null;
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}

/** How many characters of a message are read. */
const READ = 32 * 1024;

const TEXT = `left(g.search_subject, 1000) as subject, left(g.search_from, 500) as "from", left(t.text, ${READ}) as text`;

/** SQL: the earlier lesson `l` of a message `g`, if there is one, and the joins of both and the text `t`. */
const WITH_BEFORE = `case when l.message_id is not null then json_build_object('isShared', l.is_shared) end as before
  from messages g
  join message_texts t on t.account_id = g.account_id and t.message_id = g.id
  left join filter_lessons l on l.account_id = g.account_id and l.message_id = g.id`;

/** SQL on a message `g` of account $1: it is in a mailbox that is not Trash. */
const KEPT = `exists (select 1 from mailbox_entries o join mailboxes b on b.account_id = $1 and b.id = o.mailbox_id
  where o.account_id = $1 and o.message_id = g.id and b.special_use is distinct from '\\Trash')`;

/**
 * Returns messages that people moved to Junk: they are in Junk, and are or were elsewhere too. Messages that a filter filed there, or that a
 * program appended there, were nowhere else.
 */
export async function movedToJunk(tx: Transaction, due: DueAccount, limit: number): Promise<Lesson[]> {
  const { accountId, junkId, after } = due;
  const { rows } = await tx.query<Lesson & Record<string, unknown>>(
    `select g.id as "messageId", true as "isSpam", ${TEXT},
       ${WITH_BEFORE}
     where g.account_id = $1 and l.is_spam is distinct from true
       and g.id in (select message_id from mailbox_entries where account_id = $1 and mailbox_id = $2 and modseq > $3)
       and (exists (select 1 from expunged_entries x
           where x.account_id = $1 and x.message_id = g.id and x.mailbox_id <> $2)
         or exists (select 1 from mailbox_entries o
           where o.account_id = $1 and o.message_id = g.id and o.mailbox_id <> $2))
     order by g.id desc limit $4`,
    [accountId, junkId, after, limit],
  );
  return rows;
}

/** Returns messages that people moved out of Junk and kept. */
export async function movedOutOfJunk(tx: Transaction, due: DueAccount, limit: number): Promise<Lesson[]> {
  const { accountId, junkId, after } = due;
  const { rows } = await tx.query<Lesson & Record<string, unknown>>(
    `select g.id as "messageId", false as "isSpam", ${TEXT},
       ${WITH_BEFORE}
     where g.account_id = $1 and l.is_spam is distinct from false
       and g.id in (select message_id from expunged_entries where account_id = $1 and mailbox_id = $2 and modseq > $3)
       and not exists (select 1 from mailbox_entries o
         where o.account_id = $1 and o.message_id = g.id and o.mailbox_id = $2)
       and ${KEPT}
     order by g.id desc limit $4`,
    [accountId, junkId, after, limit],
  );
  return rows;
}

/** Returns messages that were read and left in place, newest first; as many of them are learned as of spam. */
export async function readAndKept(tx: Transaction, { accountId }: DueAccount, limit: number): Promise<Lesson[]> {
  const { rows } = await tx.query<Lesson & Record<string, unknown>>(
    `select g.id as "messageId", false as "isSpam", ${TEXT}, null as before
     from (select g.account_id, g.id, g.search_subject, g.search_from from messages g
       where g.account_id = $1 and not exists (select 1 from filter_lessons l
           where l.account_id = $1 and l.message_id = g.id)
         and ${KEPT} and not exists (select 1 from mailbox_entries o
           join mailboxes b on b.account_id = $1 and b.id = o.mailbox_id
           where o.account_id = $1 and o.message_id = g.id and b.special_use in ('\\Junk', '\\Sent', '\\Drafts'))
         and exists (select 1 from mailbox_entries o
           where o.account_id = $1 and o.message_id = g.id and o.flags & ${Flag.Seen} <> 0)
       order by g.id desc limit $2) g
     join message_texts t on t.account_id = g.account_id and t.message_id = g.id`,
    [accountId, limit],
  );
  return rows;
}
