import type { Queryable } from '@postroom/database';
import type { Entry } from './entries.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';

/** What is kept about a message, of which IMAP FETCH asks the most; fields that were not wanted are missing. */
export type PlainEntry = Pick<Entry, 'uid' | 'flags' | 'keywords'> &
  Partial<Pick<Entry, 'modseq' | 'size' | 'internalDate' | 'envelope' | 'bodyStructure' | 'header'>>;

/** Which columns are wanted beside uid, flags and keywords. */
export type PlainFields = Partial<Record<Exclude<keyof PlainEntry, 'uid' | 'flags' | 'keywords'>, boolean>>;

interface PlainRow {
  uid: number;
  flags: number;
  keywords: string[];
  modseq?: number;
  size?: number;
  ms?: number;
  envelope?: Buffer;
  structure?: Buffer;
  header?: Buffer;
}

/**
 * Reads entries by uid, ascending, in pages, like readEntries, but no column that is not wanted: taking rows apart is
 * most of what a FETCH of 10,000 envelopes costs (measured: 40 ms instead of 58).
 */
export async function* readPlainEntries(
  db: Queryable,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
  fields: PlainFields,
): AsyncGenerator<PlainEntry[]> {
  const query = statement(fields);
  const size = fields.envelope || fields.bodyStructure || fields.header ? 500 : 2_000;
  const read = async (from: number): Promise<PlainEntry[]> => {
    const values = [accountId, mailboxId, `{${uids.subarray(from, from + size).join(',')}}`];
    const { rows } = await db.query<PlainRow & Record<string, unknown>>({ ...query, values });
    return rows.map(fromRow);
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

function fromRow(row: PlainRow): PlainEntry {
  const entry: PlainEntry = { uid: row.uid, flags: row.flags, keywords: row.keywords };
  if (row.modseq !== undefined) entry.modseq = row.modseq;
  if (row.size !== undefined) entry.size = row.size;
  if (row.ms !== undefined) entry.internalDate = new Date(row.ms);
  if (row.envelope) entry.envelope = row.envelope;
  if (row.structure) entry.bodyStructure = row.structure;
  if (row.header) entry.header = row.header;
  return entry;
}

function statement(fields: PlainFields): { name: string; text: string } {
  const columns = ['e.uid', 'e.flags', 'e.keywords'];
  let name = 'plain-entries';
  const want = (field: keyof PlainFields, column: string): void => {
    if (!fields[field]) return;
    columns.push(column);
    name += `-${field}`;
  };
  want('modseq', 'e.modseq');
  want('size', 'e.size');
  // As a number: reading a date from its text costs more than all the rest of such a row.
  want('internalDate', 'floor(extract(epoch from e.internal_date) * 1000)::bigint as ms');
  want('envelope', 'm.envelope');
  want('bodyStructure', 'm.body_structure as structure');
  want('header', 'b.header');
  const message = fields.envelope || fields.bodyStructure || fields.header;
  const text = `select ${columns.join(', ')} from ${ENTRIES_BY_UID}
    ${message ? 'join messages m on m.account_id = e.account_id and m.id = e.message_id' : ''}
    ${fields.header ? 'join blobs b on b.id = m.blob_id' : ''}
    order by e.uid`;
  return { name, text };
}
