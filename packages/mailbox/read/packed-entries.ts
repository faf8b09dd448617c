import { type Pool, packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { prepared } from '../sharing/own-seen.ts';
import { COLUMNS, type ColumnName, columnBits, selectColumns, wantedColumns } from './columns.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';
import { readHeaderEntries } from './header-entries.ts';
import { PackedColumn } from './packed-column.ts';
import type { PackedEntry, PackedFields } from './packed-entry.ts';
import { FITS, PAGE_BYTES } from './page-cut.ts';
import { areDense, type Page, readInPages } from './pages.ts';

type Row = Record<string, string | null> & {
  keywords: [uid: number, keywords: string[]][] | null;
  /** Set by a statement that cuts: where the page ends because it grew too large. */
  cutAt?: number | null;
  /** Set by a statement that does not cut: the keywords were left out, and the page must be read again with a cut. */
  isTooLarge?: boolean;
};

/**
 * Reads entries by uid, ascending, in pages, like readEntries, but only the wanted columns, and a page as one row of packed columns: for a
 * FETCH of many entries, parsing single rows would be most of the work. Header blocks are larger, and faster row by row.
 */
export function readPackedEntries(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PackedFields,
): AsyncGenerator<PackedEntry[]> {
  requireRights(mailbox, 'r');
  if (fields.header) return readHeaderEntries(pool, mailbox, uids, fields);
  const size = fields.envelope || fields.bodyStructure ? 500 : 2_000;
  return readInPages(uids, size, (wanted) => readPackedPage(pool, mailbox, wanted, fields));
}

/** Reads one such page, without header blocks. The number of uids should be at most some thousands. */
export async function readPackedPage(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PackedFields,
): Promise<Page<PackedEntry>> {
  const { source, values } = pageSource(mailbox, uids);
  const names = wantedColumns({ ...fields, uid: true, flags: true, keywords: true });
  const ask = async (cut: boolean): Promise<Row | undefined> => {
    const { rows } = await db.query<Row & Record<string, unknown>>({
      ...statement(names, source, cut, mailbox.reader),
      values,
    });
    return rows[0];
  };
  // Keywords alone are rarely too large, so the page is first read without a cut.
  const growsByKeywordsAlone = !(fields.envelope || fields.bodyStructure);
  let row = await ask(!growsByKeywordsAlone);
  if (row?.isTooLarge) row = await ask(true);
  if (!row?.uid) return { rows: [], cutAt: null };
  return { rows: unpack(row, names, uids), cutAt: row.cutAt ?? null };
}

const BY_RANGE = {
  name: 'range',
  from: `(select * from mailbox_entries
    where account_id = $1 and mailbox_id = $2 and uid between $3 and $4 order by uid) e`,
};
const BY_UID = { name: 'uids', from: ENTRIES_BY_UID };

type Source = typeof BY_RANGE;

function pageSource(mailbox: MailboxRef, uids: Uint32Array): { source: Source; values: unknown[] } {
  if (areDense(uids)) return { source: BY_RANGE, values: [mailbox.accountId, mailbox.mailboxId, uids[0], uids.at(-1)] };
  return { source: BY_UID, values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)] };
}

/** @param cut whether the page ends where it grows too large; for Postgres that doubles the work */
function statement(
  names: readonly ColumnName[],
  source: Source,
  cut: boolean,
  reader: Reader,
): { name?: string; text: string } {
  const withKeywords = 'filter (where cardinality(keywords) > 0)';
  const keywords = `json_agg(json_build_array(uid, keywords)) ${withKeywords}`;
  const isTooLarge = `coalesce(sum(octet_length(array_to_string(keywords, ' '))) ${withKeywords}, 0) >= ${PAGE_BYTES}`;
  const outer = [
    ...(cut
      ? ['case when max(next_uid) > max(uid) then max(next_uid) end as "cutAt"', `${keywords} as keywords`]
      : [`${isTooLarge} as "isTooLarge"`, `case when not ${isTooLarge} then ${keywords} end as keywords`]),
    ...names.filter((name) => name !== 'keywords').flatMap(packed),
  ];
  return {
    ...prepared(`packed-${source.name}-${cut ? 'cut' : 'whole'}-${columnBits(names)}`, reader),
    // The aggregates receive the rows in the order of the inner query.
    text: `select ${outer.join(', ')} from (
        ${selectColumns(names, { from: source.from, account: '$1', cut, reader })} order by e.uid
      ) e ${cut ? `where ${FITS}` : ''}`,
  };
}

function packed(name: ColumnName): string[] {
  if (COLUMNS[name].kind !== 'bytes') return [`${PackedColumn.ofNumbers(`"${name}"`)} as "${name}"`];
  return [
    `${PackedColumn.ofNumbers(`length("${name}")::bigint`)} as "${name}Length"`,
    `${PackedColumn.ofBytes(`"${name}"`)} as "${name}"`,
  ];
}

/** Unpacks a page and skips entries of a range that were not asked for. */
function unpack(row: Row, names: readonly ColumnName[], wanted: Uint32Array): PackedEntry[] {
  const [uid, flags] = [new PackedColumn(row.uid ?? ''), new PackedColumn(row.flags ?? '')];
  const others = names.flatMap((name) => (isAlways(name) ? [] : [{ name, read: reader(row, name) }]));
  const keywords = new Map(row.keywords ?? []);
  const entries: PackedEntry[] = [];
  let at = 0;
  for (let index = 0; index < uid.count; index++) {
    // This runs for every message of a FETCH: one object shape, and plain assignments, keep it fast.
    const entry: PackedEntry = { uid: uid.number(index), flags: flags.number(index), keywords: NONE };
    const rest = entry as unknown as Record<string, unknown>;
    for (const { name, read } of others) rest[name] = read(index);
    if (keywords.size > 0) entry.keywords = keywords.get(entry.uid) ?? NONE;
    while (at < wanted.length && (wanted[at] as number) < entry.uid) at++;
    if (wanted[at] === entry.uid) entries.push(entry);
  }
  return entries;
}

type Always = 'uid' | 'flags' | 'keywords';

function isAlways(name: ColumnName): name is Always {
  return name === 'uid' || name === 'flags' || name === 'keywords';
}

/** Returns a function that reads the values of a column one after the other. */
function reader(row: Row, name: Exclude<ColumnName, Always>): (index: number) => unknown {
  const column = new PackedColumn(row[name] ?? '');
  switch (COLUMNS[name].kind) {
    case 'date':
      return (index) => new Date(column.number(index));
    case 'bytes': {
      const lengths = new PackedColumn(row[`${name}Length`] ?? '');
      return (index) => column.take(lengths.number(index));
    }
    default:
      return (index) => column.number(index);
  }
}

const NONE: string[] = [];
