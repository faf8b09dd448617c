import type { Blob } from '@postroom/blobs';
import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { prepared } from '../sharing/own-seen.ts';
import { columnBits, selectColumns, wantedColumns } from './columns.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';
import { PackedColumn } from './packed-column.ts';
import { packedUids, unpackUids } from './packed-uids.ts';
import { FITS } from './page-cut.ts';
import { type Page, readInPages } from './pages.ts';

/** The columns that a reader wants besides uid, modseq, flags, keywords, size and internalDate. */
export interface EntryFields {
  envelope?: boolean;
  bodyStructure?: boolean;
  /** The tree of parts as JSON, for finding sections. */
  parts?: boolean;
  /** The raw header block. */
  header?: boolean;
  /** The raw message if it has at most SMALL_MESSAGE octets; larger ones are left out. */
  blob?: boolean;
  preview?: boolean;
}

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
  /** The IMAP ENVELOPE as it is sent. */
  envelope?: Buffer;
  /** The IMAP BODYSTRUCTURE as it is sent. */
  bodyStructure?: Buffer;
  parts?: string;
  header?: Buffer;
  blob?: Blob;
  preview?: string;
}

const PAGE = 500;

/** Columns that are read of every entry. */
const ALWAYS = {
  uid: true,
  modseq: true,
  flags: true,
  keywords: true,
  size: true,
  internalDate: true,
  saveDate: true,
  messageId: true,
  blobId: true,
};
const BLOB = { location: true, smallHeader: true, smallBody: true };

interface EntryRow extends Omit<Entry, 'internalDate' | 'saveDate' | 'blob'> {
  internalDate: number;
  saveDate: number;
  location?: Blob['location'];
  smallHeader?: string | null;
  smallBody?: string | null;
  octets_before: number;
  next_uid: number | null;
}

/**
 * Reads entries by uid, ascending, in pages, so that any number of them takes little memory. Uids that do not exist are
 * left out. The next page is already requested while the reader works on one.
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
  const { text, name } = statement(fields, mailbox.reader);
  const { rows } = await db.query<EntryRow & Record<string, unknown>>({
    ...(name !== undefined && { name }),
    text,
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  });
  return { rows: rows.map(fromRow), cutAt: rows.at(-1)?.next_uid ?? null };
}

function statement({ blob, ...fields }: EntryFields, reader: Reader): { name?: string; text: string } {
  const names = wantedColumns({ ...fields, ...ALWAYS, ...(blob && BLOB) });
  const page = selectColumns(names, { from: ENTRIES_BY_UID, account: '$1', cut: true, reader });
  return {
    ...prepared(`entries-${columnBits(names)}`, reader),
    text: `select * from (${page} order by e.uid) page where ${FITS}`,
  };
}

function fromRow(row: EntryRow): Entry {
  const {
    internalDate,
    saveDate,
    location,
    smallHeader,
    smallBody,
    octets_before: _before,
    next_uid: _next,
    ...entry
  } = row;
  return {
    ...entry,
    internalDate: new Date(internalDate),
    saveDate: new Date(saveDate),
    ...(typeof smallHeader === 'string' && { blob: blobOf(row, smallHeader) }),
  };
}

function blobOf({ blobId: id, size, location = null, smallBody }: EntryRow, header: string): Blob {
  return {
    id,
    size,
    location,
    header: Buffer.from(header, 'base64'),
    body: typeof smallBody === 'string' ? Buffer.from(smallBody, 'base64') : null,
  };
}

/** Returns all uids and sizes of a mailbox in uid order, in packed form: what a POP3 maildrop keeps in memory. */
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
