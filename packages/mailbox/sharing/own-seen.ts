import { bigintLiteral, type Queryable, type Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { settable } from '../mailboxes/rights.ts';
import { MAX_READERS } from './bounds.ts';

/** Who has a \Seen in shared mailboxes: each reader, or all together. */
export type SharedSeen = 'each' | 'all';

export function readerOf(viewerId: number, seen: SharedSeen): Reader {
  return seen === 'each' ? viewerId : undefined;
}

/** SQL: the flags of an entry as its reader sees them. @param of the entry's alias with a dot, or nothing */
export function flagsSeen(of: string, reader: Reader): string {
  if (reader === undefined) return `${of}flags`;
  const seen = `case when ${bigintLiteral(reader)} = any(${of}seen_by) then ${Flag.Seen} else 0 end`;
  return `((${of}flags & ${~Flag.Seen}) | ${seen})`;
}

/** SQL: the assignments that give an entry `e` these flags for its reader. @param flags SQL of an int */
export function setFlags(flags: string, reader: Reader): string {
  if (reader === undefined) return `flags = ${flags}`;
  const who = bigintLiteral(reader);
  // The reader who has read nothing here for longest makes room.
  const added = `array_append(case when cardinality(e.seen_by) >= ${MAX_READERS} then e.seen_by[2:] else e.seen_by end, ${who})`;
  return `flags = (${flags} & ${~Flag.Seen}) | (e.flags & ${Flag.Seen}),
    seen_by = case when ${flags} & ${Flag.Seen} = 0 then nullif(array_remove(e.seen_by, ${who}), '{}')
      when ${who} = any(e.seen_by) then e.seen_by else ${added} end`;
}

/** Returns the name of a prepared statement. A statement for a reader contains the reader's id, so it is not prepared. */
export function prepared(name: string, reader: Reader): { readonly name?: string } {
  return reader === undefined ? { name } : {};
}

/** Returns the flags to write for a message that is filed. A reader's own \Seen is left out; seeFiled sets it afterwards. */
export function flagsToFile(to: MailboxRef, flags: number): number {
  const may = flags & settable(to).flags;
  return to.reader === undefined ? may : may & ~Flag.Seen;
}

/** Marks what a reader has filed as seen in this transaction as seen by that reader. @param filed the uids, and the flags that were given */
export async function seeFiled(
  tx: Transaction,
  to: MailboxRef,
  filed: readonly { readonly uid: number; readonly flags: number }[],
): Promise<void> {
  const uids = filed.filter(({ flags }) => flags & settable(to).flags & Flag.Seen).map(({ uid }) => uid);
  if (to.reader === undefined || uids.length === 0) return;
  await tx.query(
    `update mailbox_entries set seen_by = array[$3::bigint]
     where account_id = $1 and mailbox_id = $2 and uid = any($4::bigint[])`,
    [to.accountId, to.mailboxId, to.reader, uids],
  );
}

/** Returns how many messages of each mailbox its reader has not seen, by mailbox id. Mailboxes without a reader of their own are left out. */
export async function ownUnseenCounts(
  db: Queryable,
  accountId: number,
  mailboxes: readonly MailboxRef[],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const [reader, some] of Map.groupBy(mailboxes, (mailbox) => mailbox.reader)) {
    if (reader === undefined) continue;
    const { rows } = await db.query<{ mailbox_id: number; unseen: number }>(
      `select w.id as mailbox_id, (
         select count(*) from mailbox_entries e
         where e.account_id = $1 and e.mailbox_id = w.id and ${flagsSeen('e.', reader)} & ${Flag.Seen} = 0
       ) as unseen from unnest($2::bigint[]) w (id)`,
      [accountId, some.map(({ mailboxId }) => mailboxId)],
    );
    for (const { mailbox_id: id, unseen } of rows) counts.set(id, unseen);
  }
  return counts;
}
