import { type BinaryRow, bigintLiteral, copyOut, type Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { entriesByUid, messageOfEntry } from './entries-by-uid.ts';
import { cutColumns, FITS, KEYWORD_OCTETS, PAGE_WINDOW } from './page-cut.ts';
import { areDense, readInPages } from './pages.ts';
import type { PlainEntry, PlainFields } from './plain-entry.ts';

/** Messages of a page. */
const PAGE = 500;

/** What readPlainEntries does where header blocks are wanted too: a page at a time, its rows as octets. */
export function readHeaderEntries(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PlainFields,
): AsyncGenerator<PlainEntry[]> {
  return readInPages(uids, PAGE, async (wanted) => {
    const message = messageOfEntry(bigintLiteral(mailbox.accountId));
    const select = selection(`${pageSource(mailbox, wanted)} ${message}`, fields);
    let cutAt: number | null = null;
    const rows = await copyOut(pool, select, (row) => {
      const entry = readEntry(row, fields);
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

const BYTES = new Set(['envelope', 'body_structure', 'header']);

/** Each row's columns in the order in which readEntry takes them. What is joined is looked up by its primary key. */
function selection(source: string, fields: PlainFields): string {
  const columns = ['e.uid', 'e.flags::bigint as flags', "nullif(array_to_string(e.keywords, ' '), '') as keywords"];
  const names = ['uid', 'flags', 'keywords'];
  const octets = [KEYWORD_OCTETS];
  const want = (isWanted: boolean | undefined, name: string, column: string): void => {
    if (!isWanted) return;
    columns.push(`${column} as ${name}`);
    names.push(name);
    if (BYTES.has(name)) octets.push(`octet_length(${column})`);
  };
  want(fields.modseq, 'modseq', 'e.modseq');
  want(fields.size, 'size', 'e.size');
  want(fields.internalDate, 'internal_date', 'floor(extract(epoch from e.internal_date) * 1000)::bigint');
  want(fields.envelope, 'envelope', 'm.envelope');
  want(fields.bodyStructure, 'body_structure', 'm.body_structure');
  want(true, 'header', 'b.header');
  return `select ${names.join(', ')}, next_uid from (
    select ${columns.join(', ')}, ${cutColumns(octets)} from ${source}
    cross join lateral (select header from blobs where id = m.blob_id offset 0) b
    ${PAGE_WINDOW} order by e.uid) page where ${FITS}`;
}

function readEntry(row: BinaryRow, fields: PlainFields): PlainEntry {
  const entry: PlainEntry = { uid: row.int64(), flags: row.int64(), keywords: readKeywords(row.bytes()) };
  if (fields.modseq) entry.modseq = row.int64();
  if (fields.size) entry.size = row.int64();
  if (fields.internalDate) entry.internalDate = new Date(row.int64());
  if (fields.envelope) entry.envelope = Buffer.from(row.bytes() ?? []);
  if (fields.bodyStructure) entry.bodyStructure = Buffer.from(row.bytes() ?? []);
  entry.header = Buffer.from(row.bytes() ?? []);
  return entry;
}

/** Keywords are atoms: none has a space in it (RFC 3501 9). */
function readKeywords(text: Buffer | null): string[] {
  return text ? text.toString().split(' ') : NONE;
}

const NONE: string[] = [];

/** A range may hold entries that were not asked for. */
function only(entries: readonly PlainEntry[], wanted: Uint32Array): PlainEntry[] {
  const uids = new Set(wanted);
  return entries.filter(({ uid }) => uids.has(uid));
}
