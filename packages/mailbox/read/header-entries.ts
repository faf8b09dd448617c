import { type BinaryRow, bigintLiteral, copyOut, type Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { COLUMNS, type Column, type ColumnName, selectColumns, wantedColumns } from './columns.ts';
import { entriesByUid } from './entries-by-uid.ts';
import type { PackedEntry, PackedFields } from './packed-entry.ts';
import { FITS } from './page-cut.ts';
import { areDense, readInPages } from './pages.ts';

/** The most messages of a page. */
const PAGE = 500;

/** Does the same as readPackedEntries when header blocks are wanted, too: page by page, with rows as raw octets. */
export function readHeaderEntries(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PackedFields,
): AsyncGenerator<PackedEntry[]> {
  return readColumns(pool, mailbox, uids, wantedColumns({ ...fields, uid: true, flags: true, keywords: true }));
}

/** Reads only header blocks, which costs the database much less. */
export function readHeaders(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
): AsyncGenerator<Pick<PackedEntry, 'uid' | 'header'>[]> {
  requireRights(mailbox, 'r');
  return readColumns(pool, mailbox, uids, ['uid', 'header']);
}

function readColumns(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  names: readonly ColumnName[],
): AsyncGenerator<PackedEntry[]> {
  return readInPages(uids, PAGE, async (wanted) => {
    const select = statement(pageSource(mailbox, wanted), mailbox, names);
    let cutAt: number | null = null;
    const rows = await copyOut(pool, select, (row) => {
      const entry = readEntry(row, names);
      cutAt = row.int64OrNull();
      return entry;
    });
    const isExact = (wanted.at(-1) as number) - (wanted[0] as number) < wanted.length;
    return { rows: isExact ? rows : only(rows, wanted), cutAt };
  });
}

function pageSource(mailbox: MailboxRef, uids: Uint32Array): string {
  const [first, last] = [uids[0] as number, uids.at(-1) as number];
  if (!areDense(uids)) return entriesByUid(mailbox, Array.from(uids));
  return `(select * from mailbox_entries
    where account_id = ${bigintLiteral(mailbox.accountId)} and mailbox_id = ${bigintLiteral(mailbox.mailboxId)}
      and uid between ${bigintLiteral(first)} and ${bigintLiteral(last)} order by uid) e`;
}

/** SQL: the columns of a row in the order in which readEntry takes them. Keywords are joined by spaces, as they are atoms (RFC 3501 9). */
function statement(source: string, { accountId, reader }: MailboxRef, names: readonly ColumnName[]): string {
  const account = bigintLiteral(accountId);
  const list = names.map((name) =>
    COLUMNS[name].kind === 'keywords' ? `nullif(array_to_string("${name}", ' '), '')` : `"${name}"`,
  );
  return `select ${list.join(', ')}, next_uid from (
    ${selectColumns(names, { from: source, account, cut: true, reader })} order by e.uid) page where ${FITS}`;
}

function readEntry(row: BinaryRow, names: readonly ColumnName[]): PackedEntry {
  const entry: Partial<Record<ColumnName, unknown>> = {};
  for (const name of names) entry[name] = read(row, COLUMNS[name].kind);
  return entry as unknown as PackedEntry;
}

function read(row: BinaryRow, kind: Column['kind']): unknown {
  switch (kind) {
    case 'number':
      return row.int64();
    case 'date':
      return new Date(row.int64());
    case 'keywords':
      return row.bytes()?.toString().split(' ') ?? NONE;
    default:
      return Buffer.from(row.bytes() ?? []);
  }
}

const NONE: string[] = [];

/** Drops entries of a range that were not asked for. */
function only(entries: readonly PackedEntry[], wanted: Uint32Array): PackedEntry[] {
  const uids = new Set(wanted);
  return entries.filter(({ uid }) => uids.has(uid));
}
