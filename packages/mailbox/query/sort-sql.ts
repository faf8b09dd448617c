import type { EmailComparator } from './email-filter.ts';
import { keywordSql, type Sight } from './keyword-sql.ts';

/** Prefixes that say an answer or a forwarding (RFC 5256 2.1), in the languages that mail programs write them in most. */
const PREFIXES = `'^(?:(?:re|fwd?|aw|wg|sv|vs|antw|r|tr|i|rv|odp|回复|答复|转发)(?:\\[[0-9]{1,4}\\])?[:：] *)*'`;

/** Whether the order is that of the index of a mailbox, forwards or backwards. */
export function isByTime(sort: readonly EmailComparator[]): boolean {
  return sort.length === 0 || (sort.length === 1 && sort[0]?.by === 'received');
}

/** SQL: what to order emails by, of the message `m` and of `b`; the newer one first where that is all. */
export function sortSql(sort: readonly EmailComparator[], sight: Sight): string {
  const given = sort.map(({ by, isAscending }) => `${keySql(by, sight)} ${isAscending ? 'asc' : 'desc'}`);
  const byTime = sort.find(({ by }) => by === 'received');
  return [...given, ...(byTime ? [] : ['b.received desc']), `b.id ${byTime?.isAscending ? 'asc' : 'desc'}`].join(', ');
}

function keySql(by: EmailComparator['by'], sight: Sight): string {
  if (typeof by === 'object') return keywordSql(by.keyword, by.of, sight);
  switch (by) {
    case 'received':
      return 'b.received';
    case 'size':
      return 'b.size';
    case 'sent':
      return 'coalesce(m.sent_at, b.received)';
    case 'subject':
      return `regexp_replace(left(m.search_subject, 500), ${PREFIXES}, '') collate "C"`;
    default:
      // The name, or the address of who has none (RFC 8621 4.4.2).
      return `ltrim(left(m.search_${by}, 500), '<') collate "C"`;
  }
}
