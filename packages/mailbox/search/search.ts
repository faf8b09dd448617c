import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef, Reader } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { isOneOf } from '../read/entries-by-uid.ts';
import { PackedColumn } from '../read/packed-column.ts';
import { packedUids, unpackUids } from '../read/packed-uids.ts';
import { flagsSeen } from '../sharing/own-seen.ts';
import type { FoundBits } from './found-bits.ts';
import type { KeptAnswers } from './kept-texts.ts';
import { IS_CUT, IS_UNACCENTED, JOIN_TEXT, TEXT } from './message-texts.ts';
import { type Says, saysInSql } from './says.ts';
import { areMany, type Candidates, candidateBits } from './text-index/candidates.ts';
import type { TextPlace } from './text-question.ts';

/**
 * What to look for (RFC 9051 6.4.4). Sequence numbers, \Recent and header fields are missing here: a session turns the first two into uid
 * ranges, and findInHeaders() answers all questions about headers at once, each with a bit.
 */
export type SearchKey =
  | { key: 'all' }
  | { key: 'and'; of: SearchKey[] }
  | { key: 'or'; of: SearchKey[] }
  | { key: 'not'; of: SearchKey }
  /** Ascending and without overlaps. */
  | { key: 'uid-ranges'; ranges: (readonly [from: number, to: number])[] }
  /** A question about the header, answered by this bit; only messages that contain this text can have the bit set. */
  | { key: 'found'; bit: number; contains: string }
  | { key: 'flag'; flag: number; set: boolean }
  | { key: 'keyword'; keyword: string; set: boolean }
  /** The day as `YYYY-MM-DD`; internal dates are compared in UTC. */
  | { key: 'internal-date' | 'sent-date' | 'save-date'; is: 'before' | 'on' | 'since'; day: string }
  | { key: 'size'; is: 'larger' | 'smaller'; size: number }
  /** The text must be folded like the stored columns (foldCase of the mime package); it is found with any accents. */
  | { key: 'subject' | 'from' | 'to' | 'cc' | 'bcc'; contains: string }
  /**
   * The text is in any of these places; `body` is the decoded body. When not all text is stored, this bit of what was found in the message
   * decides. The bit is also the number of the question in askKeptTexts().
   */
  | { key: 'text'; contains: string; where: readonly TextPlace[]; bit: number }
  | { key: 'modseq'; from: number };

export interface Found {
  headers?: FoundBits;
  /** Answers for `text` keys; null: none yet. Undefined: the texts are compared in the statement itself. */
  kept?: KeptAnswers | null;
  /** What was found in messages that were searched from beginning to end. */
  texts?: FoundBits;
  /** Only these messages are looked at: the result of candidatesOf() for the same query. */
  candidates?: Candidates | null;
  /** Only these uids are looked at, ascending: those that were looked into. */
  among?: Uint32Array;
}

/** The result of a search; uids are ascending. */
export interface SearchAnswer {
  uids: Uint32Array;
  /** Messages that may match, depending on what has not been looked into yet. */
  undecided: Uint32Array;
  /** Their ids, ascending, when stored texts are to be searched for them. */
  messageIds: Float64Array;
}

/** Finds the matching messages of a mailbox. */
export async function searchMailbox(
  db: Queryable,
  mailbox: MailboxRef,
  query: SearchKey,
  found: Found = {},
): Promise<SearchAnswer> {
  requireRights(mailbox, 'r');
  const values: unknown[] = [mailbox.accountId, mailbox.mailboxId];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const isOpen = (key: SearchKey): boolean => asks(key, (each) => isUnknown(each, found));
  // Conditions that are surely true or false are placed where the planner can use them.
  const keys = query.key === 'and' ? query.of : [query];
  const [open, sure] = [keys.filter(isOpen), keys.filter((key) => !isOpen(key))];
  const texts = found.texts && bitsIn(found.texts, 't', values);
  const headers =
    found.headers && asks(query, (key) => key === 'found') ? bitsIn(found.headers, 'f', values) : undefined;
  const kept = found.kept ? found.kept.inSql('e.message_id', bind) : found.kept;
  const sight: Sight = { texts, headers, kept, says: saysInSql(bind), reader: mailbox.reader };
  const among = found.among ? ` and ${isOneOf(found.among, bind(packBigints(found.among))).condition}` : '';
  const source = `from ${entries(found, values)} ${joins(query, sight, found)}
     where e.account_id = $1 and e.mailbox_id = $2${among} and ${toSql({ key: 'and', of: sure }, values, sight)}`;
  const { rows } = await db.query<{ uids: string | null; undecided?: string | null; ids?: string | null }>(
    open.length === 0
      ? `select ${packedUids('e.uid')} as uids ${source}`
      : `select ${packedUids('uid', 'matches')} as uids, ${packedUids('uid', 'matches is null')} as undecided
           ${found.kept === null ? `, ${PackedColumn.ofNumbers('message_id', 'matches is null')} as ids` : ''}
         from (select e.uid, e.message_id, ${toSql({ key: 'and', of: open }, values, sight)} as matches ${source} offset 0) e
         where matches is not false`,
    values,
  );
  const messageIds = new PackedColumn(rows[0]?.ids ?? '').numbers().sort();
  return { uids: unpackUids(rows[0]?.uids), undecided: unpackUids(rows[0]?.undecided), messageIds };
}

/** Returns whether answers for such a key may be missing. */
function isUnknown(key: SearchKey['key'], { headers, kept, texts }: Found): boolean {
  if (key === 'found') return !headers;
  return key === 'text' && (kept === null || !texts);
}

/** SQL: the candidates' entries, each looked up by index; with many candidates, the entries of the mailbox filtered by them. */
function entries({ candidates }: Found, values: unknown[]): string {
  if (!candidates) return 'mailbox_entries e';
  if (areMany(candidates)) {
    const isCandidate = candidateBits(candidates, 'message_id', (value) => `$${values.push(value)}`);
    return `(select * from mailbox_entries where account_id = $1 and mailbox_id = $2 and ${isCandidate}) e`;
  }
  const bind = (numbers: readonly number[]): string => `$${values.push(packBigints(numbers))}::bigint[]`;
  const [from, to] = [candidates.unindexed.map((each) => each.from), candidates.unindexed.map((each) => each.to)];
  return `(
      select unnest(${bind(candidates.ids)}) as id
      union all
      select m.id from unnest(${bind(from)}, ${bind(to)}) r (low, high)
      join messages m on m.account_id = $1 and m.id between r.low and r.high
    ) c cross join lateral (
      select * from mailbox_entries where account_id = $1 and mailbox_id = $2 and message_id = c.id offset 0
    ) e`;
}

/** SQL: looks up each message by key; without this the planner would read all messages of the account. */
const MESSAGE_BY_KEY = `cross join lateral (
    select * from messages where account_id = $1 and id = e.message_id offset 0
  ) m`;

const MESSAGE_KEYS = new Set(['subject', 'from', 'to', 'cc', 'bcc', 'sent-date']);

/** Bits as a statement uses them: the join of their rows, and the bit with a number. */
interface BitsInSql {
  readonly rows: string;
  bit(number: number): string;
}

interface Sight {
  readonly headers: BitsInSql | undefined;
  readonly texts: BitsInSql | undefined;
  readonly kept: ReturnType<KeptAnswers['inSql']> | null | undefined;
  readonly says: Says;
  readonly reader: Reader;
}

/** SQL: all bits are one value; a message's row of bits stands at its number. */
function bitsIn({ uids, bits, rowBytes }: FoundBits, name: string, values: unknown[]): BitsInSql {
  const place = `$${values.push(packBigints(uids))}`;
  const value = `$${values.push(bits)}`;
  return {
    rows: `join unnest(${place}::bigint[]) with ordinality as ${name} (uid, n) on ${name}.uid = e.uid`,
    bit: (number) => `get_bit(${value}::bytea, (${name}.n - 1) * ${rowBytes * 8} + ${Number(number)}) = 1`,
  };
}

function joins(query: SearchKey, { headers, texts, kept }: Sight, { candidates }: Found): string {
  const joined: string[] = [];
  if (texts) joined.push(`left ${texts.rows}`);
  const readsText = kept === undefined && asks(query, (key) => key === 'text');
  if (readsText || asks(query, (key) => MESSAGE_KEYS.has(key))) {
    const areFew = candidates && !areMany(candidates);
    joined.push(areFew ? MESSAGE_BY_KEY : 'join messages m on m.account_id = $1 and m.id = e.message_id');
  }
  if (readsText) joined.push(JOIN_TEXT);
  if (headers) joined.push(`left ${headers.rows}`);
  return joined.join(' ');
}

function asks(query: SearchKey, is: (key: SearchKey['key']) => boolean): boolean {
  if (query.key === 'and' || query.key === 'or') return query.of.some((each) => asks(each, is));
  return query.key === 'not' ? asks(query.of, is) : is(query.key);
}

/**
 * Returns a condition and appends its parameters to `values`; every value is a parameter. The condition is null when text decides that is
 * not stored.
 */
function toSql(query: SearchKey, values: unknown[], sight: Sight): string {
  const each = (key: SearchKey): string => toSql(key, values, sight);
  const bind = (value: unknown): string => `$${values.push(value)}`;
  switch (query.key) {
    case 'all':
      return 'true';
    case 'and':
      return query.of.length === 0 ? 'true' : `(${query.of.map(each).join(' and ')})`;
    case 'or':
      return query.of.length === 0 ? 'false' : `(${query.of.map(each).join(' or ')})`;
    case 'not':
      return `not ${each(query.of)}`;
    case 'uid-ranges':
      return inRanges(query.ranges, bind);
    case 'found':
      return sight.headers ? `coalesce(${sight.headers.bit(query.bit)}, false)` : 'null::boolean';
    case 'flag':
      return `${flagsSeen('e.', sight.reader)} & ${bind(query.flag)}::int ${query.set ? '<>' : '='} 0`;
    case 'keyword': {
      const has = `exists (select 1 from unnest(e.keywords) k where lower(k) = ${bind(query.keyword.toLowerCase())})`;
      return query.set ? has : `not ${has}`;
    }
    case 'internal-date':
      return instantOnDay('e.internal_date', query.is, bind(query.day));
    case 'save-date':
      return instantOnDay('e.save_date', query.is, bind(query.day));
    case 'sent-date':
      return `coalesce(m.sent_on ${COMPARISON[query.is]} ${bind(query.day)}::date, false)`;
    case 'size':
      return `e.size ${query.is === 'larger' ? '>' : '<'} ${bind(query.size)}::bigint`;
    case 'modseq':
      return `e.modseq >= ${bind(query.from)}::bigint`;
    case 'text':
      return textToSql(query, sight);
    default:
      return sight.says(`m.search_${query.key}`, query.contains);
  }
}

function textToSql(
  { contains, where, bit }: Extract<SearchKey, { key: 'text' }>,
  { kept, texts, says }: Sight,
): string {
  if (kept === null) return 'null::boolean';
  const said = kept
    ? kept.says(bit)
    : where
        .map((place) => (place === 'body' ? says(TEXT, contains, IS_UNACCENTED) : says(`m.search_${place}`, contains)))
        .join(' or ');
  const isCut = kept ? kept.isCut : IS_CUT;
  return `(${said} or ${texts ? `coalesce(${texts.bit(bit)}, false)` : `nullif(${isCut}, true)`})`;
}

/** SQL: ranges as one multirange, in which Postgres finds a uid by binary search; their span is matched by the primary key. */
function inRanges(ranges: readonly (readonly [from: number, to: number])[], bind: (value: unknown) => string): string {
  const [first, last] = [ranges[0]?.[0], ranges.at(-1)?.[1]];
  if (first === undefined || last === undefined) return 'false';
  const whole = `e.uid between ${bind(first)} and ${bind(last)}`;
  if (ranges.length === 1) return whole;
  const text = `{${ranges.map(([from, to]) => `[${Number(from)},${Number(to)}]`).join(',')}}`;
  return `(${whole} and e.uid <@ ${bind(text)}::int8multirange)`;
}

const COMPARISON = { before: '<', on: '=', since: '>=' } as const;

/** SQL: compares a timestamp with a day in UTC. The column stands alone, so that an index can be used. */
function instantOnDay(column: string, is: 'before' | 'on' | 'since', day: string): string {
  const start = `(${day}::date::timestamp at time zone 'UTC')`;
  if (is === 'before') return `${column} < ${start}`;
  if (is === 'since') return `${column} >= ${start}`;
  return `(${column} >= ${start} and ${column} < ${start} + interval '1 day')`;
}
