import { PackedColumn } from '../read/packed-column.ts';
import { andPlace, messagesThatAreEmails, THREAD } from './emails-sql.ts';
import { type Asked, partsOf, type Statement } from './emails-statement.ts';
import { type KeyedComparator, keySql } from './sort-sql.ts';

/**
 * Returns the statement for the first emails in the order of an index of messages, packed as pageStatement does it: it reads the account's
 * messages in that order until it has enough. All questions must be answered before. A message without a Date is ordered by its arrival
 * and stands in another part of the index.
 */
export function walkStatement(
  asked: Asked,
  { by, limit, threads }: { by: KeyedComparator; limit: number; threads: boolean },
): Statement {
  const { values, sight, place, parts } = partsOf(asked);
  const { key, order } = keySql(by);
  const direction = by.isAscending ? 'asc' : 'desc';
  const source = messagesThatAreEmails(andPlace(place, 'mailbox_id', sight));
  const first = (key: string, order: string, andDated: string): string => `(
    select b.id, ${key} as key, ${threads ? THREAD : 'null::bigint'} as thread
    from ${source} where ${parts.sure}${andDated} order by ${order} limit ${limit})`;
  const dated = (): string => first(key, order, ' and m.sent_at is not null');
  const undated = (): string =>
    first('b.received', `b.received ${direction}, m.id ${by.isAscending ? 'desc' : 'asc'}`, ' and m.sent_at is null');
  const rows = by.by === 'sent' ? `${dated()} union all ${undated()}` : first(key, order, '');
  return {
    text: `select ${PackedColumn.ofNumbers('id')} as ids, ${threads ? PackedColumn.ofNumbers('thread') : 'null'} as threads,
      false as "hasOpen" from (
        select * from (${rows}) f order by key ${direction}, id ${by.isAscending ? 'desc' : 'asc'} limit ${limit}) found`,
    values,
  };
}
