import type { Pool, Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import { type MailView, narrowing, stateMark, unmarked } from '../sharing/mail-view.ts';
import { type Changes, ChangesPage, pageSize, type Verdict } from './changes-page.ts';
import { isThere } from './noted-messages.ts';
import { canTell, completeState, inSnapshot, type Now, readNow } from './snapshot.ts';
import { formatState, parseState } from './state.ts';

/** The most rows of a page; a single change with more cannot be told. */
const MAX_ROWS = 20_000;

/** A range of modseqs, and the most rows. */
interface Where {
  /** Where the first page began: a message shown after that may be on a later page, because it changed again. */
  readonly begin: number;
  readonly since: number;
  readonly limit: number;
}

interface ChangedEmail {
  modseq: number;
  id: number;
  isThere: boolean;
  /** Whether it was hidden (marked \\Deleted, or in none of these mailboxes) at some time since. */
  isShown: boolean;
}

interface ChangedThread extends ChangedEmail {
  threadId: number | null;
  /** Whether a message of the thread exists. */
  isThreadThere: boolean;
  /** The first of them that was not shown again since; null when there is none. */
  oldest: number | null;
}

/**
 * Email/changes for an account that sees only some mailboxes of another (RFC 8621 4.3). Removed messages are found by what is left of them in
 * these mailboxes, so nothing is told about others. Pages end between two changes. Null if the changes are not known.
 */
export function sharedEmailChanges(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
): Promise<Changes | null> {
  return changes(pool, view, sinceState, maxChanges, readEmails, (row, nextId) => [
    [row.id, verdictOfEmail(row, nextId)],
  ]);
}

/** Thread/changes for the same (RFC 8621 3.2): threads to which an email was added, or from which one was removed. */
export function sharedThreadChanges(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
): Promise<Changes | null> {
  return changes(pool, view, sinceState, maxChanges, readThreads, (row, nextId) => {
    const { threadId, isThreadThere, oldest } = row;
    if (threadId === null || verdictOfEmail(row, nextId) === 'updated') return [];
    if (!isThreadThere) return [[threadId, 'destroyed']];
    // If all messages of the thread were shown again since, it may not have existed for the client: a later page tells why.
    return [[threadId, oldest === null || oldest >= nextId ? 'created' : 'updated']];
  });
}

function verdictOfEmail({ id, isThere, isShown }: ChangedEmail, nextId: number): Verdict {
  if (!isThere) return 'destroyed';
  return id >= nextId || isShown ? 'created' : 'updated';
}

async function changes<Row extends ChangedEmail>(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
  read: (tx: Transaction, view: MailView, where: Where) => Promise<Row[]>,
  verdicts: (row: Row, nextId: number) => readonly (readonly [number, Verdict])[],
): Promise<Changes | null> {
  const state = parseState(unmarked(view, sinceState) ?? '', 3);
  if (!state) return null;
  const [since, nextId, begin = since] = state as [number, number, number?];
  const [now, rows] = await inSnapshot(pool, (tx) =>
    Promise.all([readNow(tx, view.accountId), read(tx, view, { begin, since, limit: MAX_ROWS + 1 })]),
  );
  if (!canTell(now, begin, nextId) || since > now.modseq) return null;
  const told = wholeChanges(rows, now).map(
    ([modseq, some]) => [modseq, some.flatMap((row) => verdicts(row, nextId))] as const,
  );
  const page = new ChangesPage(pageSize(maxChanges));
  const known = new Set<number>();
  let upTo = since;
  for (const [modseq, some] of told) {
    const ids = known.union(new Set(some.map(([id]) => id)));
    if (ids.size > pageSize(maxChanges)) {
      // A single change that is larger than a page.
      return upTo === since ? null : page.finish(formatState([upTo, nextId, begin]) + stateMark(view), true);
    }
    for (const [id, verdict] of some) {
      known.add(id);
      page.add(id, verdict);
    }
    upTo = modseq;
  }
  if (rows.length <= MAX_ROWS) return page.finish(completeState(now, view), false);
  return upTo === since ? null : page.finish(formatState([upTo, nextId, begin]) + stateMark(view), true);
}

/** Groups rows by modseq. If not all rows were read, the last change may be incomplete and is left out. */
function wholeChanges<Row extends ChangedEmail>(rows: readonly Row[], { modseq: now }: Now): [number, Row[]][] {
  const all = [...Map.groupBy(rows, ({ modseq }) => modseq)].filter(([modseq]) => modseq <= now);
  return rows.length > MAX_ROWS ? all.slice(0, -1) : all;
}

/** SQL: entries of these mailboxes that were changed or removed, in order. */
function changed(and: (column: string) => string): string {
  return `select * from (
      (select modseq, message_id as id from mailbox_entries
        where account_id = $1 and modseq > $2${and('mailbox_id')} order by modseq limit $3)
      union
      (select modseq, message_id from expunged_entries
        where account_id = $1 and modseq > $2${and('mailbox_id')} order by modseq limit $3)
    ) both_lists order by modseq, id limit $3`;
}

const SHOWN = `select unnest(ids) from message_changes
  where account_id = $1 and modseq > $4 and kind in ('shown', 'added')`;

async function readEmails(tx: Transaction, view: MailView, { begin, since, limit }: Where): Promise<ChangedEmail[]> {
  const { values, and } = narrowing(view, 5);
  const { rows } = await tx.query<ChangedEmail & Record<string, unknown>>({
    name: 'shared-email-changes',
    text: `select c.modseq, c.id, ${isThere('c.id', and('v.mailbox_id'))} as "isThere", c.id in (${SHOWN}) as "isShown"
      from (${changed(and)}) c order by c.modseq, c.id`,
    values: [view.accountId, since, limit, begin, ...values],
  });
  return rows;
}

async function readThreads(tx: Transaction, view: MailView, { begin, since, limit }: Where): Promise<ChangedThread[]> {
  const { values, and } = narrowing(view, 5);
  const { rows } = await tx.query<ChangedThread & Record<string, unknown>>({
    name: 'shared-thread-changes',
    text: `with gone as materialized (
        select distinct u.id, u.thread_id from message_changes c cross join lateral unnest(c.ids, c.thread_ids) u (id, thread_id)
        where c.account_id = $1 and c.modseq > $2 and c.kind = 'removed'
      ), shown (id) as materialized (${SHOWN}), changed as materialized (
        select c.modseq, c.id, ${isThere('c.id', and('v.mailbox_id'))} as "isThere", c.id in (select id from shown) as "isShown",
          coalesce((select coalesce(m.thread_id, m.id) from messages m where m.account_id = $1 and m.id = c.id),
            (select g.thread_id from gone g where g.id = c.id limit 1)) as "threadId"
        from (${changed(and)}) c
      )
      select c.*, t.* from changed c cross join lateral (
        select count(*) > 0 as "isThreadThere", min(m.id) filter (where m.id not in (select id from shown)) as oldest
        from messages m where m.account_id = $1 and m.thread_id = c."threadId"
          and exists (select 1 from mailbox_entries v where v.account_id = $1 and v.message_id = m.id
            and v.flags & ${Flag.Deleted} = 0${and('v.mailbox_id')})
      ) t order by c.modseq, c.id`,
    values: [view.accountId, since, limit, begin, ...values],
  });
  return rows;
}
