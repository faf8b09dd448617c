import type { Reader } from '../mailboxes/mailbox-ref.ts';
import { flagsSeen } from '../sharing/own-seen.ts';
import { messageOfEntry } from './entries-by-uid.ts';
import { cutColumns, KEYWORD_OCTETS, PAGE_WINDOW } from './page-cut.ts';

/** The largest message that is read together with its entry: many are in memory at once, even headers of a megabyte. */
export const SMALL_MESSAGE = 64 * 1024;

/** A column that can be read of an entry. */
export interface Column {
  /** Where it comes from: the entry `e`, its message `m`, or the blob `b` of the message. */
  readonly of: 'entry' | 'message' | 'blob';
  /** The type of its value; a date is in milliseconds since 1970. */
  readonly kind: 'number' | 'date' | 'keywords' | 'uuid' | 'text' | 'bytes';
  readonly sql: string;
  /** SQL: its size in octets, if it can be large. */
  readonly octets?: string;
}

/** All columns of entries that can be read; packed-entries, header-entries, entries and raw-messages define how a page of them is sent. */
export const COLUMNS = {
  uid: { of: 'entry', kind: 'number', sql: 'e.uid' },
  flags: { of: 'entry', kind: 'number', sql: 'e.flags::bigint' },
  keywords: { of: 'entry', kind: 'keywords', sql: 'e.keywords', octets: KEYWORD_OCTETS },
  modseq: { of: 'entry', kind: 'number', sql: 'e.modseq' },
  size: { of: 'entry', kind: 'number', sql: 'e.size' },
  internalDate: { of: 'entry', kind: 'date', sql: milliseconds('e.internal_date') },
  saveDate: { of: 'entry', kind: 'date', sql: milliseconds('e.save_date') },
  messageId: { of: 'entry', kind: 'number', sql: 'e.message_id' },
  blobId: { of: 'message', kind: 'uuid', sql: 'm.blob_id' },
  envelope: { of: 'message', kind: 'bytes', sql: 'm.envelope', octets: 'octet_length(m.envelope)' },
  bodyStructure: { of: 'message', kind: 'bytes', sql: 'm.body_structure', octets: 'octet_length(m.body_structure)' },
  parts: { of: 'message', kind: 'text', sql: 'm.parts', octets: 'octet_length(m.parts)' },
  preview: { of: 'message', kind: 'text', sql: 'm.preview', octets: 'octet_length(m.preview)' },
  header: { of: 'blob', kind: 'bytes', sql: 'b.header', octets: 'octet_length(b.header)' },
  body: { of: 'blob', kind: 'bytes', sql: 'b.body', octets: 'octet_length(b.body)' },
  blobSize: { of: 'blob', kind: 'number', sql: 'b.size' },
  location: { of: 'blob', kind: 'text', sql: 'b.location' },
  /** The header of a small message, in base64. */
  smallHeader: { of: 'blob', kind: 'text', sql: ofSmall("encode(b.header, 'base64')"), octets: '0' },
  smallBody: {
    of: 'blob',
    kind: 'text',
    sql: ofSmall("encode(b.body, 'base64')"),
    octets: `coalesce(${ofSmall('b.size::int')}, 0)`,
  },
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS) as ColumnName[];

function milliseconds(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)::bigint`;
}

function ofSmall(sql: string): string {
  return `case when b.size <= ${SMALL_MESSAGE} then ${sql} end`;
}

/** Returns the wanted names, in the order of the table. */
export function wantedColumns(wanted: Partial<Record<ColumnName, boolean>>): ColumnName[] {
  return NAMES.filter((name) => wanted[name]);
}

/** Returns a digit for each column, for the name of a prepared statement; Postgres compares only its first 63 characters. */
export function columnBits(names: readonly ColumnName[]): string {
  return NAMES.map((name) => (names.includes(name) ? 1 : 0)).join('');
}

/**
 * SQL: a select of these columns of entries `e`; an order may be added. Joined rows are looked up by primary key.
 * @param from SQL of the entries
 * @param account SQL of the account's id
 * @param reader the account with a \\Seen of its own
 * @param cut whether it computes where a page grows too large (cutColumns)
 */
export function selectColumns(
  names: readonly ColumnName[],
  { from, account, cut, reader }: { from: string; account: string; cut: boolean; reader?: Reader },
): string {
  const columns: Column[] = names.map((name) => COLUMNS[name]);
  const reads = (table: Column['of']): boolean => columns.some(({ of }) => of === table);
  const sql = (name: ColumnName): string =>
    name === 'flags' ? `${flagsSeen('e.', reader)}::bigint` : COLUMNS[name].sql;
  const list = names.map((name) => `${sql(name)} as "${name}"`);
  if (cut) list.push(cutColumns(columns.flatMap(({ octets }) => octets ?? [])));
  return `select ${list.join(', ')} from ${from}
    ${reads('message') || reads('blob') ? messageOfEntry(account) : ''}
    ${reads('blob') ? 'cross join lateral (select * from blobs where id = m.blob_id offset 0) b' : ''}
    ${cut ? PAGE_WINDOW : ''}`;
}
