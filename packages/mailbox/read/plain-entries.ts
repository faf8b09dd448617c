import { type Pool, packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { ENTRIES_BY_UID, messageOfEntry } from './entries-by-uid.ts';
import { readHeaderEntries } from './header-entries.ts';
import { PackedColumn } from './packed-column.ts';
import { cutColumns, FITS, KEYWORD_OCTETS, PAGE_BYTES, PAGE_WINDOW } from './page-cut.ts';
import { areDense, type Page, readInPages } from './pages.ts';
import type { PlainEntry, PlainFields } from './plain-entry.ts';

type Row = Record<string, string | null> & {
  keywords: [uid: number, keywords: string[]][] | null;
  /** Of a page that is cut where it grows too large. */
  cutAt?: number | null;
  /** Of a page that is not: its keywords were left out, it has to be read once more and cut. */
  isTooLarge?: boolean;
};

const NUMBERS = {
  uid: 'e.uid',
  flags: 'e.flags::bigint',
  modseq: 'e.modseq',
  size: 'e.size',
  internalDate: 'floor(extract(epoch from e.internal_date) * 1000)::bigint',
} as const;
const BYTES = { envelope: 'm.envelope', bodyStructure: 'm.body_structure' } as const;

/**
 * Reads entries by uid, ascending, in pages, like readEntries, but no column that is not wanted, and a page as one row
 * of packed columns: taking 10,000 rows apart is most of what their FETCH costs. Header blocks, which are larger, come
 * row by row all the same (measured: half the time).
 */
export function readPlainEntries(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PlainFields,
): AsyncGenerator<PlainEntry[]> {
  requireRights(mailbox, 'r');
  if (fields.header) return readHeaderEntries(pool, mailbox, uids, fields);
  const size = fields.envelope || fields.bodyStructure ? 500 : 2_000;
  return readInPages(uids, size, (wanted) => readPlainPage(pool, mailbox, wanted, fields));
}

/** One such page, without header blocks: some thousands of uids at most. */
export async function readPlainPage(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
  fields: PlainFields,
): Promise<Page<PlainEntry>> {
  const { source, values } = pageSource(mailbox, uids);
  const ask = async (cut: boolean): Promise<Row | undefined> => {
    const { rows } = await db.query<Row & Record<string, unknown>>({ ...statement(fields, source, cut), values });
    return rows[0];
  };
  // Keywords alone are seldom too much.
  const growsByKeywordsAlone = !(fields.envelope || fields.bodyStructure);
  let row = await ask(!growsByKeywordsAlone);
  if (row?.isTooLarge) row = await ask(true);
  if (!row?.uid) return { rows: [], cutAt: null };
  return { rows: unpack(row, fields, uids), cutAt: row.cutAt ?? null };
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

/** @param cut whether the page ends where it grows too large; looking for that takes Postgres as long as all the rest */
function statement(fields: PlainFields, source: Source, cut: boolean): { name: string; text: string } {
  const numbers = (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).filter(
    (name) => name === 'uid' || name === 'flags' || fields[name],
  );
  const bytes = (Object.keys(BYTES) as (keyof typeof BYTES)[]).filter((name) => fields[name]);
  const inner = [
    'e.keywords',
    ...numbers.map((name) => `${NUMBERS[name]} as "${name}"`),
    ...bytes.map((name) => `${BYTES[name]} as "${name}"`),
    ...(cut ? [cutColumns([KEYWORD_OCTETS, ...bytes.map((name) => `octet_length(${BYTES[name]})`)])] : []),
  ];
  const withKeywords = 'filter (where cardinality(keywords) > 0)';
  const keywords = `json_agg(json_build_array(uid, keywords)) ${withKeywords}`;
  const isTooLarge = `coalesce(sum(octet_length(array_to_string(keywords, ' '))) ${withKeywords}, 0) >= ${PAGE_BYTES}`;
  const outer = [
    ...(cut
      ? ['case when max(next_uid) > max(uid) then max(next_uid) end as "cutAt"', `${keywords} as keywords`]
      : [`${isTooLarge} as "isTooLarge"`, `case when not ${isTooLarge} then ${keywords} end as keywords`]),
    ...numbers.map((name) => `${PackedColumn.ofNumbers(`"${name}"`)} as "${name}"`),
    ...bytes.flatMap((name) => [
      `${PackedColumn.ofNumbers(`length("${name}")::bigint`)} as "${name}Length"`,
      `${PackedColumn.ofBytes(`"${name}"`)} as "${name}"`,
    ]),
  ];
  return {
    // Postgres tells 63 characters of a name apart.
    name: `plain-${source.name}-${cut ? 'cut' : 'whole'}-${fieldBits(fields)}`,
    // The aggregates take the rows in the order of the inner query.
    text: `select ${outer.join(', ')} from (
        select ${inner.join(', ')} from ${source.from}
        ${bytes.length > 0 ? messageOfEntry('$1') : ''}
        ${cut ? PAGE_WINDOW : ''} order by e.uid
      ) e ${cut ? `where ${FITS}` : ''}`,
  };
}

/** Which fields are wanted, a digit each in the order of the tables above: another combination is another name. */
function fieldBits(fields: PlainFields): string {
  const names = [...Object.keys(NUMBERS), ...Object.keys(BYTES)] as (keyof PlainFields)[];
  return names.map((name) => (fields[name] ? 1 : 0)).join('');
}

/** A range may hold entries that were not asked for; they are passed over. */
function unpack(row: Row, fields: PlainFields, wanted: Uint32Array): PlainEntry[] {
  const columns = Object.fromEntries(
    Object.entries(row).flatMap(([name, text]) => (typeof text === 'string' ? [[name, new PackedColumn(text)]] : [])),
  );
  const { uid, flags, modseq, size, internalDate, envelope, envelopeLength } = columns;
  const { bodyStructure, bodyStructureLength } = columns;
  const keywords = new Map(row.keywords ?? []);
  const entries: PlainEntry[] = [];
  let at = 0;
  for (let index = 0; uid && flags && index < uid.count; index++) {
    const entry: PlainEntry = { uid: uid.number(index), flags: flags.number(index), keywords: NONE };
    if (modseq) entry.modseq = modseq.number(index);
    if (size) entry.size = size.number(index);
    if (internalDate) entry.internalDate = new Date(internalDate.number(index));
    if (fields.envelope) entry.envelope = envelope?.take(envelopeLength?.number(index)) ?? EMPTY;
    if (fields.bodyStructure) entry.bodyStructure = bodyStructure?.take(bodyStructureLength?.number(index)) ?? EMPTY;
    if (keywords.size > 0) entry.keywords = keywords.get(entry.uid) ?? NONE;
    while (at < wanted.length && (wanted[at] as number) < entry.uid) at++;
    if (wanted[at] === entry.uid) entries.push(entry);
  }
  return entries;
}

const NONE: string[] = [];
const EMPTY = Buffer.alloc(0);
