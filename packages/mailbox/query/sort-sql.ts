import { casemapped } from '../search/casemapped.ts';
import type { EmailComparator } from './email-filter.ts';
import { keywordSql, type Sight } from './keyword-sql.ts';

/** SQL: values of a message `m` that are indexed together with its account and id, newest first. */
const KEYS = {
  // The name; the address if there is none (RFC 8621 4.4.2).
  from: casemapped("ltrim(left(m.search_from, 100), '<')"),
  to: casemapped("ltrim(left(m.search_to, 100), '<')"),
  // RFC 5256 2.1: the base subject.
  subject: casemapped('base_subject(m.search_subject)'),
  sent: 'm.sent_at',
  size: 'm.size',
} as const;

export type KeyedComparator = Omit<EmailComparator, 'by'> & { readonly by: keyof typeof KEYS };

/** Returns whether the order is that of a mailbox's index, forwards or backwards. */
export function isByTime(sort: readonly EmailComparator[]): boolean {
  return sort.length === 0 || (sort.length === 1 && sort[0]?.by === 'received');
}

/** Returns the comparator when the order is that of an index of messages, forwards or backwards; otherwise undefined. */
export function keyed(sort: readonly EmailComparator[]): KeyedComparator | undefined {
  const [only, ...others] = sort;
  return only && others.length === 0 && typeof only.by === 'string' && only.by in KEYS
    ? (only as KeyedComparator)
    : undefined;
}

/** SQL: the key of such an order, and the order itself. */
export function keySql({ by, isAscending }: KeyedComparator): { key: string; order: string } {
  return { key: KEYS[by], order: `${KEYS[by]} ${isAscending ? 'asc' : 'desc'}, m.id ${isAscending ? 'desc' : 'asc'}` };
}

/**
 * SQL: the order of emails by the message `m` and by `b`; the newer one comes first among equals. If a key of messages is the only
 * comparator, equals are in the order of its index: the one filed last first, or last when the index is read backwards.
 */
export function sortSql(sort: readonly EmailComparator[], sight: Sight): string {
  const given = sort.map(({ by, isAscending }, index) => {
    // Older mail may have fractions of a second: without them, the next comparator decides between times that are shown as equal.
    const isCut = by === 'received' && index < sort.length - 1;
    const value = isCut ? "date_trunc('second', b.received)" : valueSql(by, sight);
    return `${value} ${isAscending ? 'asc' : 'desc'}`;
  });
  const only = keyed(sort);
  if (only) return `${given[0]}, b.id ${only.isAscending ? 'desc' : 'asc'}`;
  const byTime = sort.find(({ by }) => by === 'received');
  return [...given, ...(byTime ? [] : ['b.received desc']), `b.id ${byTime?.isAscending ? 'asc' : 'desc'}`].join(', ');
}

function valueSql(by: EmailComparator['by'], sight: Sight): string {
  if (typeof by === 'object') return keywordSql(by.keyword, by.of, sight);
  switch (by) {
    case 'received':
      return 'b.received';
    case 'size':
      // The same value, without reading the message.
      return 'b.size';
    case 'sent':
      return `coalesce(${KEYS.sent}, b.received)`;
    default:
      return KEYS[by];
  }
}
