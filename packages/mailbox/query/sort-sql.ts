import { casemapped } from '../search/casemapped.ts';
import type { EmailComparator } from './email-filter.ts';
import { keywordSql, type Sight } from './keyword-sql.ts';

/** What of a message `m` is in an index with its account and its id, newest first. */
const KEYS = {
  // The name, or the address of who has none (RFC 8621 4.4.2).
  from: casemapped("ltrim(left(m.search_from, 100), '<')"),
  to: casemapped("ltrim(left(m.search_to, 100), '<')"),
  // RFC 5256 2.1
  subject: casemapped('base_subject(m.search_subject)'),
  sent: 'm.sent_at',
  size: 'm.size',
} as const;

export type KeyedComparator = Omit<EmailComparator, 'by'> & { readonly by: keyof typeof KEYS };

/** Whether the order is that of the index of a mailbox, forwards or backwards. */
export function isByTime(sort: readonly EmailComparator[]): boolean {
  return sort.length === 0 || (sort.length === 1 && sort[0]?.by === 'received');
}

/** The order, where it is that of an index of messages, forwards or backwards. */
export function keyed(sort: readonly EmailComparator[]): KeyedComparator | undefined {
  const [only, ...others] = sort;
  return only && others.length === 0 && typeof only.by === 'string' && only.by in KEYS
    ? (only as KeyedComparator)
    : undefined;
}

/** SQL: the key of such an order, and the order. */
export function keySql({ by, isAscending }: KeyedComparator): { key: string; order: string } {
  return { key: KEYS[by], order: `${KEYS[by]} ${isAscending ? 'asc' : 'desc'}, m.id ${isAscending ? 'desc' : 'asc'}` };
}

/**
 * SQL: what to order emails by, of the message `m` and of `b`; the newer one first where that is all. Where a key of messages is all, equal ones
 * are ordered as their index has them: what was filed last first, and the other way round from the other end.
 */
export function sortSql(sort: readonly EmailComparator[], sight: Sight): string {
  const given = sort.map(({ by, isAscending }, index) => {
    // Of mail that was filed before times were whole seconds: the next comparator decides among what is shown as equal
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
      // The same, without the message
      return 'b.size';
    case 'sent':
      return `coalesce(${KEYS.sent}, b.received)`;
    default:
      return KEYS[by];
  }
}
