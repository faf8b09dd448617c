import { type BinaryRow, bigintLiteral, copyOut, type Pool } from '@postroom/database';
import type { Entry } from './entries.ts';
import { entriesByUid } from './entries-by-uid.ts';

/** What is kept about a message, of which IMAP FETCH asks the most; fields that were not wanted are missing. */
export type PlainEntry = Pick<Entry, 'uid' | 'flags' | 'keywords'> &
  Partial<Pick<Entry, 'modseq' | 'size' | 'internalDate' | 'envelope' | 'bodyStructure' | 'header'>>;

/** Which columns are wanted beside uid, flags and keywords. */
export type PlainFields = Partial<Record<Exclude<keyof PlainEntry, 'uid' | 'flags' | 'keywords'>, boolean>>;

/**
 * Reads entries by uid, ascending, in pages, like readEntries, but no column that is not wanted, and as octets:
 * taking 10,000 rows apart is most of what their FETCH costs.
 */
export async function* readPlainEntries(
  pool: Pool,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
  fields: PlainFields,
): AsyncGenerator<PlainEntry[]> {
  const size = fields.envelope || fields.bodyStructure || fields.header ? 500 : 2_000;
  const read = async (from: number): Promise<PlainEntry[]> => {
    const wanted = uids.subarray(from, from + size);
    const rows = await copyOut(pool, selection(pageSource(accountId, mailboxId, wanted), fields), (row) =>
      readEntry(row, fields),
    );
    return (wanted.at(-1) as number) - (wanted[0] as number) < wanted.length ? rows : only(rows, wanted);
  };
  let next = uids.length > 0 ? read(0) : undefined;
  for (let from = size; next; from += size) {
    const page: PlainEntry[] = await next;
    next = from < uids.length ? read(from) : undefined;
    // A failure of the page read ahead is met when it is awaited; until then it must not count as unhandled.
    next?.catch(() => {});
    if (page.length > 0) yield page;
  }
}

/** Uids that lie close together are read as a range of the primary key, others one by one. */
function pageSource(accountId: number, mailboxId: number, uids: Uint32Array): string {
  const [first, last] = [uids[0] as number, uids.at(-1) as number];
  if (last - first >= uids.length * 2) return entriesByUid(accountId, mailboxId, Array.from(uids));
  return `(select * from mailbox_entries
    where account_id = ${bigintLiteral(accountId)} and mailbox_id = ${bigintLiteral(mailboxId)}
      and uid between ${bigintLiteral(first)} and ${bigintLiteral(last)} order by uid) e`;
}

/** Each row's columns in the order in which readEntry takes them. What is joined is looked up by its primary key. */
function selection(source: string, fields: PlainFields): string {
  const columns = ['e.uid', 'e.flags::bigint', "nullif(array_to_string(e.keywords, ' '), '')"];
  if (fields.modseq) columns.push('e.modseq');
  if (fields.size) columns.push('e.size');
  if (fields.internalDate) columns.push('floor(extract(epoch from e.internal_date) * 1000)::bigint');
  if (fields.envelope) columns.push('m.envelope');
  if (fields.bodyStructure) columns.push('m.body_structure');
  if (fields.header) columns.push('b.header');
  const message = fields.envelope || fields.bodyStructure || fields.header;
  return `select ${columns.join(', ')} from ${source}
    ${message ? 'cross join lateral (select * from messages where account_id = e.account_id and id = e.message_id offset 0) m' : ''}
    ${fields.header ? 'cross join lateral (select header from blobs where id = m.blob_id offset 0) b' : ''}
    order by e.uid`;
}

function readEntry(row: BinaryRow, fields: PlainFields): PlainEntry {
  const entry: PlainEntry = { uid: row.int64(), flags: row.int64(), keywords: readKeywords(row.bytes()) };
  if (fields.modseq) entry.modseq = row.int64();
  if (fields.size) entry.size = row.int64();
  if (fields.internalDate) entry.internalDate = new Date(row.int64());
  if (fields.envelope) entry.envelope = Buffer.from(row.bytes() ?? []);
  if (fields.bodyStructure) entry.bodyStructure = Buffer.from(row.bytes() ?? []);
  if (fields.header) entry.header = Buffer.from(row.bytes() ?? []);
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
