import type { Blob } from '@postroom/blobs';
import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { ENTRIES_BY_UID, messageOfEntry } from './entries-by-uid.ts';
import { PackedColumn } from './packed-column.ts';
import { packedUids, unpackUids } from './packed-uids.ts';
import { cutColumns, FITS, KEYWORD_OCTETS, PAGE_WINDOW } from './page-cut.ts';
import { type Page, readInPages } from './pages.ts';

/** Which columns a reader wants beside uid, modseq, flags, keywords, size and internalDate. */
export interface EntryFields {
  envelope?: boolean;
  bodyStructure?: boolean;
  /** The part tree (JSON), to find sections. */
  parts?: boolean;
  /** The raw header block. */
  header?: boolean;
  /** The raw message, of at most SMALL_MESSAGE octets; larger ones come without. */
  blob?: boolean;
  preview?: boolean;
}

/** Octets of the largest message that comes with its entry: many are in memory together, headers of a megabyte too. */
export const SMALL_MESSAGE = 64 * 1024;

export interface Entry {
  uid: number;
  modseq: number;
  flags: number;
  keywords: string[];
  size: number;
  internalDate: Date;
  saveDate: Date;
  messageId: number;
  blobId: string;
  /** Rendered IMAP ENVELOPE. */
  envelope?: Buffer;
  /** Rendered IMAP BODYSTRUCTURE. */
  bodyStructure?: Buffer;
  parts?: string;
  header?: Buffer;
  blob?: Blob;
  preview?: string;
}

const PAGE = 500;

interface EntryRow {
  uid: number;
  modseq: number;
  flags: number;
  keywords: string[];
  size: number;
  internal_date: Date;
  save_date: Date;
  message_id: number;
  blob_id: string;
  envelope?: Buffer;
  body_structure?: Buffer;
  parts?: string;
  header?: Buffer;
  blob_header?: string | null;
  location?: Blob['location'];
  body?: string | null;
  preview?: string;
  next_uid: number | null;
}

/**
 * Reads entries by uid, ascending, in pages, so that any number of them takes little memory. Uids that are gone are
 * left out. While the reader works on one page the next is already on its way.
 */
export function readEntries(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: EntryFields = {},
): AsyncGenerator<Entry[]> {
  requireRights(mailbox, 'r');
  return readInPages(uids, PAGE, (wanted) => readPage(db, mailbox, wanted, fields));
}

async function readPage(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: EntryFields,
): Promise<Page<Entry>> {
  const { text, name } = statement(fields);
  const { rows } = await db.query<EntryRow>({
    name,
    text,
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  });
  return { rows: rows.map(fromRow), cutAt: rows.at(-1)?.next_uid ?? null };
}

function statement(fields: EntryFields): { name: string; text: string } {
  const columns = ['e.uid, e.modseq, e.flags, e.keywords, e.size, e.internal_date, e.save_date, e.message_id'];
  const joined: string[] = [];
  const octets = [KEYWORD_OCTETS];
  let name = 'read-entries';
  const want = (field: keyof EntryFields, column: string, length = `octet_length(${column})`): void => {
    if (!fields[field]) return;
    columns.push(column);
    octets.push(length);
    name += `-${field}`;
  };
  want('envelope', 'm.envelope');
  want('bodyStructure', 'm.body_structure');
  want('parts', 'm.parts');
  want('preview', 'm.preview');
  want('header', 'b.header');
  want(
    'blob',
    `b.location, case when b.size <= ${SMALL_MESSAGE} then encode(b.header, 'base64') end as blob_header,
      case when b.size <= ${SMALL_MESSAGE} then encode(b.body, 'base64') end as body`,
    `case when b.size <= ${SMALL_MESSAGE} then b.size::int else 0 end`,
  );
  columns.push('m.blob_id');
  joined.push(messageOfEntry('$1'));
  if (fields.header || fields.blob) joined.push('join blobs b on b.id = m.blob_id');
  const text = `select * from (
      select ${columns.join(', ')}, ${cutColumns(octets)} from ${ENTRIES_BY_UID} ${joined.join(' ')}
      ${PAGE_WINDOW} order by e.uid
    ) page where ${FITS}`;
  return { name, text };
}

function fromRow(row: EntryRow): Entry {
  const entry: Entry = {
    uid: row.uid,
    modseq: row.modseq,
    flags: row.flags,
    keywords: row.keywords,
    size: row.size,
    internalDate: row.internal_date,
    saveDate: row.save_date,
    messageId: row.message_id,
    blobId: row.blob_id,
  };
  if (row.envelope) entry.envelope = row.envelope;
  if (row.body_structure) entry.bodyStructure = row.body_structure;
  if (row.parts !== undefined) entry.parts = row.parts;
  if (row.header) entry.header = row.header;
  if (row.preview !== undefined) entry.preview = row.preview;
  if (typeof row.blob_header === 'string') entry.blob = blobOf(row, row.blob_header);
  return entry;
}

function blobOf({ blob_id: id, size, location = null, body }: EntryRow, header: string): Blob {
  return {
    id,
    size,
    location,
    header: Buffer.from(header, 'base64'),
    body: typeof body === 'string' ? Buffer.from(body, 'base64') : null,
  };
}

/** Uids and sizes of a whole mailbox in uid order, packed: what a POP3 maildrop keeps in memory. */
export async function readSizes(
  db: Queryable,
  mailbox: MailboxRef,
): Promise<{ uids: Uint32Array; sizes: Float64Array }> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ uids: string | null; sizes: string | null }>(
    `select ${packedUids('uid')} as uids, encode(string_agg(int8send(size), '' order by uid), 'base64') as sizes
     from mailbox_entries where account_id = $1 and mailbox_id = $2`,
    [mailbox.accountId, mailbox.mailboxId],
  );
  const uids = unpackUids(rows[0]?.uids);
  return { uids, sizes: new PackedColumn(rows[0]?.sizes ?? '').numbers() };
}
