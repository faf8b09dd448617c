import type { Queryable } from '@postroom/database';
import { packedUids, unpackUids } from './packed-uids.ts';

/**
 * What to look for (RFC 9051 6.4.4). Sequence numbers, \Recent and header fields are not here: a session turns the
 * first two into uid ranges, and findInHeaders() answers all questions about headers at once, each with a bit.
 */
export type SearchKey =
  | { key: 'all' }
  | { key: 'and'; of: SearchKey[] }
  | { key: 'or'; of: SearchKey[] }
  | { key: 'not'; of: SearchKey }
  | { key: 'uid-ranges'; ranges: (readonly [from: number, to: number])[] }
  /** Found in the message's header, as this bit of what was found says. */
  | { key: 'found'; bit: number }
  | { key: 'flag'; flag: number; set: boolean }
  | { key: 'keyword'; keyword: string; set: boolean }
  /** Days as `YYYY-MM-DD`; internal dates are taken in UTC. */
  | { key: 'internal-date' | 'sent-date' | 'save-date'; is: 'before' | 'on' | 'since'; day: string }
  | { key: 'size'; is: 'larger' | 'smaller'; size: number }
  /** Text must be folded the way the stored columns are (foldCase of the mime package). `text` is the decoded body. */
  | { key: 'subject' | 'from' | 'to' | 'cc' | 'bcc' | 'text'; contains: string }
  | { key: 'modseq'; from: number };

/** What was found in the headers of messages: bits by number, the lowest of each octet first. Others have none. */
export interface FoundBits {
  uids: number[];
  bits: Buffer[];
}

/** Uids of a mailbox that match, ascending. */
export async function searchMailbox(
  db: Queryable,
  accountId: number,
  mailboxId: number,
  query: SearchKey,
  found: FoundBits = { uids: [], bits: [] },
): Promise<Uint32Array> {
  const values: unknown[] = [accountId, mailboxId];
  const condition = toSql(query, values);
  const join = needsMessage(query) ? 'join messages m on m.account_id = e.account_id and m.id = e.message_id' : '';
  let headers = '';
  if (usesFound(query)) {
    const [uids, bits] = [values.push(found.uids), values.push(found.bits)];
    headers = `left join unnest($${uids}::bigint[], $${bits}::bytea[]) as f (uid, bits) on f.uid = e.uid`;
  }
  const { rows } = await db.query<{ uids: string | null }>(
    `select ${packedUids('e.uid')} as uids from mailbox_entries e ${join} ${headers}
     where e.account_id = $1 and e.mailbox_id = $2 and ${condition}`,
    values,
  );
  return unpackUids(rows[0]?.uids);
}

const MESSAGE_KEYS = new Set(['subject', 'from', 'to', 'cc', 'bcc', 'text', 'sent-date']);

function needsMessage(query: SearchKey): boolean {
  if (query.key === 'and' || query.key === 'or') return query.of.some(needsMessage);
  if (query.key === 'not') return needsMessage(query.of);
  return MESSAGE_KEYS.has(query.key);
}

function usesFound(query: SearchKey): boolean {
  if (query.key === 'and' || query.key === 'or') return query.of.some(usesFound);
  return query.key === 'not' ? usesFound(query.of) : query.key === 'found';
}

/** Appends its parameters to `values` and answers a condition; every value is a parameter. */
function toSql(query: SearchKey, values: unknown[]): string {
  const bind = (value: unknown): string => `$${values.push(value)}`;
  switch (query.key) {
    case 'all':
      return 'true';
    case 'and':
      return query.of.length === 0 ? 'true' : `(${query.of.map((key) => toSql(key, values)).join(' and ')})`;
    case 'or':
      return query.of.length === 0 ? 'false' : `(${query.of.map((key) => toSql(key, values)).join(' or ')})`;
    case 'not':
      return `not coalesce(${toSql(query.of, values)}, false)`;
    case 'uid-ranges':
      if (query.ranges.length === 0) return 'false';
      return `(${query.ranges.map(([from, to]) => `e.uid between ${bind(from)} and ${bind(to)}`).join(' or ')})`;
    case 'found':
      return `coalesce(get_bit(f.bits, ${Number(query.bit)}) = 1, false)`;
    case 'flag':
      return `e.flags & ${bind(query.flag)}::int ${query.set ? '<>' : '='} 0`;
    case 'keyword': {
      const has = `exists (select 1 from unnest(e.keywords) k where lower(k) = ${bind(query.keyword.toLowerCase())})`;
      return query.set ? has : `not ${has}`;
    }
    case 'internal-date':
      return instantOnDay('e.internal_date', query.is, bind(query.day));
    case 'save-date':
      return instantOnDay('e.save_date', query.is, bind(query.day));
    case 'sent-date':
      return `m.sent_on ${COMPARISON[query.is]} ${bind(query.day)}::date`;
    case 'size':
      return `e.size ${query.is === 'larger' ? '>' : '<'} ${bind(query.size)}::bigint`;
    case 'modseq':
      return `e.modseq >= ${bind(query.from)}::bigint`;
    default:
      return `strpos(m.search_${query.key}, ${bind(query.contains)}) > 0`;
  }
}

const COMPARISON = { before: '<', on: '=', since: '>=' } as const;

/** A moment against a day of UTC, written so that no function hides the column. */
function instantOnDay(column: string, is: 'before' | 'on' | 'since', day: string): string {
  const start = `(${day}::date::timestamp at time zone 'UTC')`;
  if (is === 'before') return `${column} < ${start}`;
  if (is === 'since') return `${column} >= ${start}`;
  return `(${column} >= ${start} and ${column} < ${start} + interval '1 day')`;
}
