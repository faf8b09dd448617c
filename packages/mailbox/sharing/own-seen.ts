import { bigintLiteral, type Queryable, type Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { settable } from '../mailboxes/rights.ts';
import { MAX_READERS } from './bounds.ts';

/** Whose \Seen is in mailboxes that are shared: of each who reads them, or one for all. */
export type SharedSeen = 'each' | 'all';

export function readerOf(viewerId: number, seen: SharedSeen): Reader {
  return seen === 'each' ? viewerId : undefined;
}

/** SQL: the flags of an entry as they are for who reads it. @param of its alias, with a dot, or nothing */
export function flagsSeen(of: string, reader: Reader): string {
  if (reader === undefined) return `${of}flags`;
  const seen = `case when ${bigintLiteral(reader)} = any(${of}seen_by) then ${Flag.Seen} else 0 end`;
  return `((${of}flags & ${~Flag.Seen}) | ${seen})`;
}

/** SQL: what is written of an entry `e` that is to have these flags for who reads it. @param flags SQL of an int */
export function setFlags(flags: string, reader: Reader): string {
  if (reader === undefined) return `flags = ${flags}`;
  const who = bigintLiteral(reader);
  // Who has not read here any more for long makes room.
  const added = `array_append(case when cardinality(e.seen_by) >= ${MAX_READERS} then e.seen_by[2:] else e.seen_by end, ${who})`;
  return `flags = (${flags} & ${~Flag.Seen}) | (e.flags & ${Flag.Seen}),
    seen_by = case when ${flags} & ${Flag.Seen} = 0 then nullif(array_remove(e.seen_by, ${who}), '{}')
      when ${who} = any(e.seen_by) then e.seen_by else ${added} end`;
}

/** The name of a prepared statement; that of a reader has his number in it, and is not prepared. */
export function prepared(name: string, reader: Reader): { readonly name?: string } {
  return reader === undefined ? { name } : {};
}

/** Flags that are written of a message that is filed: \Seen is set behind it, for who files it (seeFiled). */
export function flagsToFile(to: MailboxRef, flags: number): number {
  const may = flags & settable(to).flags;
  return to.reader === undefined ? may : may & ~Flag.Seen;
}

/** What somebody filed as seen in the transaction is seen by him. @param filed the uids, and the flags that he gave */
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

/** How many messages each of these mailboxes has that who reads has not seen, by mailbox id; those of owners are left out. */
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
