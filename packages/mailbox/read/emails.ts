import { packBigints, type Queryable } from '@postroom/database';
import { Flag, flagNames } from '@postroom/types';
import type { Reader } from '../mailboxes/mailbox-ref.ts';
import { type MailView, type Narrowing, narrowing } from '../sharing/mail-view.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';
import { COLUMNS, columnBits, wantedColumns } from './columns.ts';
import { PAGE_BYTES } from './page-cut.ts';

/** SQL: the octets of an email's own keywords. */
const KEYWORD_OCTETS = "coalesce(octet_length(array_to_string(k.named, ' ')), 0)";

/** Ids that are looked up at once; fewer where pages are cut, for of those all are read and most thrown away. */
const MAX_IDS = 500;

/** What a reader wants beside what is small. */
export interface EmailFields {
  /** The part tree, JSON. */
  parts?: boolean;
  /** The raw header block. */
  header?: boolean;
  preview?: boolean;
}

/** A message with all its entries but those marked \Deleted, as JMAP has it (RFC 8621 4). */
export interface Email {
  readonly id: number;
  readonly threadId: number;
  readonly blobId: string;
  readonly size: number;
  /** Of its entries the earliest INTERNALDATE. */
  readonly receivedAt: Date;
  readonly hasAttachment: boolean;
  readonly mailboxIds: readonly number[];
  /** As in docs/decisions/0025; lower case, `$seen` for \Seen and so on. */
  readonly keywords: readonly string[];
  readonly parts?: string;
  readonly header?: Buffer;
  readonly preview?: string;
}

interface Row extends Omit<Email, 'keywords' | 'mailboxIds'> {
  /** As text: the driver takes arrays of bigint no further. */
  mailboxIds: string[];
  /** Its place among the ids, from 1 on, and that of the last which there is. */
  n: number;
  lastN: number;
  anyFlags: number;
  allFlags: number;
  named: string[] | null;
}

/**
 * Reads emails by id, in their order, in pages that are cut by octets; those that are not there are left out. Each step is a look-up by
 * a key of the account.
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
    // What comes next is as large as this, probably.
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
