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
  /** Everything up to here is in this answer; ask from here next time. */
  modseq: number;
  /** The first uid that no session has had as \Recent. */
  recentUid: number;
  /** Uids above those the asker knows, ascending. */
  fresh: Uint32Array;
  /** Entries the asker knows that changed, by uid, a page at a time: however many there are, few are in memory. */
  changed: AsyncIterable<readonly ChangedEntry[]>;
  /** Uids expunged since, ascending; some may never have been seen by the asker. */
  expunged: Uint32Array;
}

/** So many changed entries come with the answer; most often they are one or two. */
const AT_ONCE = 200;
/** Of more than that so many are read together. */
const PAGE = 1_000;

/**
 * What happened in a mailbox after `since` (a modseq), for one who knows the uids up to `lastUid`, and what the changes
 * `known` (modseqs) did to them. Returns null when the mailbox itself is gone. One statement, so one snapshot: the modseq it names and the uids it shows agree. Entries of a later
 * page may have changed again: then they are seen again next time.
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

/** The highest mod-sequence of these entries (RFC 7162 3.1.5); 0 if there is none. */
export async function highestModseq(db: Queryable, mailbox: MailboxRef, uids: Uint32Array): Promise<number> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ highest: number | null }>({
    name: 'highest-modseq',
    text: `select max(e.modseq) as highest from ${ENTRIES_BY_UID}`,
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  });
  return rows[0]?.highest ?? 0;
}

/** Uids of entries that came or changed after `since`, ascending (RFC 7162 3.1.4.1). */
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
