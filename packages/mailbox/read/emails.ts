import { packBigints, type Queryable } from '@postroom/database';
import { Flag, flagNames } from '@postroom/types';
import type { Reader } from '../mailboxes/mailbox-ref.ts';
import { type MailView, type Narrowing, narrowing } from '../sharing/mail-view.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';
import { COLUMNS, columnBits, wantedColumns } from './columns.ts';
import { PAGE_BYTES } from './page-cut.ts';

/** SQL: the octets of an email's keywords that are not system flags. */
const KEYWORD_OCTETS = "coalesce(octet_length(array_to_string(k.named, ' ')), 0)";

/** How many ids are looked up at once; fewer while pages are cut, because the rest of a cut page is read in vain. */
const MAX_IDS = 500;

/** The large fields that a reader wants. */
export interface EmailFields {
  /** The tree of parts, as JSON. */
  parts?: boolean;
  /** The raw header block. */
  header?: boolean;
  preview?: boolean;
}

/** A message with all its entries except those marked \Deleted, which is an Email in JMAP (RFC 8621 4). */
export interface Email {
  readonly id: number;
  readonly threadId: number;
  readonly blobId: string;
  readonly size: number;
  /** The earliest INTERNALDATE of its entries. */
  readonly receivedAt: Date;
  readonly hasAttachment: boolean;
  readonly mailboxIds: readonly number[];
  /** As in docs/decisions/0025; in lower case, with `$seen` for \Seen and so on. */
  readonly keywords: readonly string[];
  readonly parts?: string;
  readonly header?: Buffer;
  readonly preview?: string;
}

interface Row extends Omit<Email, 'keywords' | 'mailboxIds'> {
  /** As text, because the driver does not parse the elements of a bigint array into numbers. */
  mailboxIds: string[];
  /** Its position among the given ids, from 1, and the position of the last existing one. */
  n: number;
  lastN: number;
  anyFlags: number;
  allFlags: number;
  named: string[] | null;
}

/**
 * Reads emails by id, in the order of the ids, in pages that are cut by octets. Emails that do not exist are left out. Each step is a look-up
 * by a key of the account.
 */
export async function* readEmails(
  db: Queryable,
  view: MailView,
  ids: readonly number[],
  fields: EmailFields = {},
): AsyncGenerator<Email[]> {
  const narrowed = narrowing(view, 3);
  let wanted = MAX_IDS;
  for (let at = 0; at < ids.length; ) {
    const asked = ids.slice(at, at + wanted);
    const { rows } = await db.query<Row & Record<string, unknown>>({
      ...statement(fields, narrowed, view.reader),
      values: [view.accountId, packBigints(asked), ...narrowed.values],
    });
    if (rows.length > 0) yield rows.map(fromRow);
    const last = rows.at(-1);
    const isCut = last !== undefined && last.n < last.lastN;
    at += isCut ? last.n : asked.length;
    // The next emails are probably as large as these.
    wanted = isCut ? rows.length + 1 : Math.min(2 * wanted, MAX_IDS);
  }
}

function statement(fields: EmailFields, { suffix, and }: Narrowing, reader: Reader): { name?: string; text: string } {
  const flags = flagsSeen('', reader);
  const names = wantedColumns({ ...fields });
  const columns = names.map((name) => `, ${COLUMNS[name].sql} as "${name}"`).join('');
  const octets = [KEYWORD_OCTETS, ...names.map((name) => `octet_length(${COLUMNS[name].sql})`)].join(' + ');
  const text = `select * from (
      select w.n, m.id, coalesce(m.thread_id, m.id) as "threadId", m.blob_id as "blobId", m.size,
        m.has_attachment as "hasAttachment", e.*, k.named${columns},
        max(w.n) over () as "lastN", sum(${octets}) over page - (${octets}) as before
      from unnest($2::bigint[]) with ordinality as w (id, n)
      cross join lateral (select * from messages where account_id = $1 and id = w.id offset 0) m
      ${fields.header ? 'cross join lateral (select header from blobs where id = m.blob_id offset 0) b' : ''}
      cross join lateral (
        select array_agg(distinct mailbox_id) as "mailboxIds", min(internal_date) as "receivedAt",
          bit_or(${flags}) as "anyFlags", bit_and(${flags}) as "allFlags"
        from mailbox_entries where account_id = $1 and message_id = m.id and flags & ${Flag.Deleted} = 0${and('mailbox_id')}
        having count(*) > 0
      ) e
      cross join lateral (
        select array_agg(distinct lower(keyword)) as named from mailbox_entries, unnest(keywords) as keyword
        where account_id = $1 and message_id = m.id and flags & ${Flag.Deleted} = 0${and('mailbox_id')}
      ) k
      window page as (order by w.n rows unbounded preceding)
    ) page where before < ${PAGE_BYTES} order by n`;
  return { ...prepared(`emails-${columnBits(names)}${suffix}`, reader), text };
}

function fromRow({ n: _n, lastN: _lastN, anyFlags, allFlags, named, mailboxIds, ...row }: Row): Email {
  const flags = (anyFlags & ~Flag.Seen) | (allFlags & Flag.Seen);
  const system = flagNames(flags).map((name) => `$${name.slice(1).toLowerCase()}`);
  return { ...row, mailboxIds: mailboxIds.map(Number), keywords: [...system, ...(named ?? [])] };
}
