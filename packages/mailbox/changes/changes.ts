import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { ENTRIES_BY_UID } from '../read/entries-by-uid.ts';
import { readPackedPage } from '../read/packed-entries.ts';
import { packedUids, unpackUids } from '../read/packed-uids.ts';
import { readInPages } from '../read/pages.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';

export interface ChangedEntry {
  uid: number;
  modseq: number;
  flags: number;
  keywords: string[];
}

export interface MailboxChanges {
  /** All changes up to this modseq are included; the next call begins here. */
  modseq: number;
  /** The first uid that no session has had as \Recent. */
  recentUid: number;
  /** New uids, above those that the caller knows, ascending. */
  fresh: Uint32Array;
  /** Changed entries that the caller knows, by uid, page by page, so that only few are in memory. */
  changed: AsyncIterable<readonly ChangedEntry[]>;
  /** Uids that were expunged, ascending; the caller may never have seen some of them. */
  expunged: Uint32Array;
}

/** How many changed entries come with the first answer; mostly there are only one or two. */
const AT_ONCE = 200;
/** How many of the others are read at once. */
const PAGE = 1_000;

/**
 * Returns what happened in a mailbox after `since` (a modseq), for a caller who knows the uids up to `lastUid` and the effect of the changes
 * `known` (modseqs) on them. Null when the mailbox is gone. One statement is one snapshot, so modseq and uids are consistent. Entries on
 * later pages may have changed again; the next call reports them once more.
 */
export async function changesSince(
  db: Queryable,
  mailbox: MailboxRef,
  since: number,
  lastUid: number,
  known: readonly number[] = [],
): Promise<MailboxChanges | null> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{
    modseq: number;
    recent_uid: number;
    first: [uid: number, modseq: number, flags: number, keywords: string[]][] | null;
    fresh: string | null;
    changed: string | null;
    expunged: string | null;
  }>({
    ...prepared('changes-since', mailbox.reader),
    text: `select m.highest_modseq as modseq, m.recent_uid, c.fresh, c.changed,
        case when m.highest_modseq > $3 then (
          select json_agg(json_build_array(f.uid, f.modseq, f.flags, f.keywords) order by f.uid) from (
            select e.uid, e.modseq, ${flagsSeen('e.', mailbox.reader)} as flags, e.keywords from mailbox_entries e
            where e.account_id = $1 and e.mailbox_id = $2 and e.modseq > $3 and e.uid <= $4 and e.modseq <> all($5::bigint[])
            order by e.uid limit ${AT_ONCE}) f) end as first,
        case when m.highest_modseq > $3 then (
          select ${packedUids('x.uid')} from expunged_entries x
          where x.account_id = $1 and x.mailbox_id = $2 and x.modseq > $3) end as expunged
      from mailboxes m left join lateral (
        select ${packedUids('e.uid', 'e.uid > $4')} as fresh, ${packedUids('e.uid', 'e.uid <= $4 and e.modseq <> all($5::bigint[])')} as changed
        from mailbox_entries e
        where e.account_id = $1 and e.mailbox_id = $2 and e.modseq > $3
      ) c on m.highest_modseq > $3
      where m.account_id = $1 and m.id = $2`,
    values: [mailbox.accountId, mailbox.mailboxId, since, lastUid, known],
  });
  const row = rows[0];
  if (!row) return null;
  const first = (row.first ?? []).map(([uid, modseq, flags, keywords]) => ({ uid, modseq, flags, keywords }));
  const more = unpackUids(row.changed).subarray(first.length);
  return {
    modseq: row.modseq,
    recentUid: row.recent_uid,
    fresh: unpackUids(row.fresh),
    changed: inPages(first, readChanged(db, mailbox, more)),
    expunged: unpackUids(row.expunged),
  };
}

function readChanged(db: Queryable, mailbox: MailboxRef, uids: Uint32Array): AsyncGenerator<readonly ChangedEntry[]> {
  return readInPages(uids, PAGE, async (wanted) => {
    const { rows, cutAt } = await readPackedPage(db, mailbox, wanted, { modseq: true });
    return { rows: rows as ChangedEntry[], cutAt };
  });
}

async function* inPages(
  first: readonly ChangedEntry[],
  more: AsyncIterable<readonly ChangedEntry[]>,
): AsyncGenerator<readonly ChangedEntry[]> {
  if (first.length > 0) yield first;
  yield* more;
}

/** Returns the highest modseq of these entries (RFC 7162 3.1.5); 0 if there are none. */
export async function highestModseq(db: Queryable, mailbox: MailboxRef, uids: Uint32Array): Promise<number> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ highest: number | null }>({
    name: 'highest-modseq',
    text: `select max(e.modseq) as highest from ${ENTRIES_BY_UID}`,
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  });
  return rows[0]?.highest ?? 0;
}

/** Returns the uids of entries that were added or changed after `since`, ascending (RFC 7162 3.1.4.1). */
export async function uidsChangedSince(db: Queryable, mailbox: MailboxRef, since: number): Promise<Uint32Array> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ uids: string | null }>({
    name: 'uids-changed-since',
    text: `select ${packedUids('uid')} as uids from mailbox_entries
      where account_id = $1 and mailbox_id = $2 and modseq > $3`,
    values: [mailbox.accountId, mailbox.mailboxId, since],
  });
  return unpackUids(rows[0]?.uids);
}
