import { Flag } from '@postroom/types';
import { TEXT } from '../search/message-texts.ts';
import type { EmailFilter, EmailTest, TextPlace } from './email-filter.ts';
import { type Bind, keywordSql } from './keyword-sql.ts';

/** SQL: whether the message `m` of account $1, with `received` and `size` of `b`, is wanted. Every value is a parameter. */
export function filterSql(filter: EmailFilter, bind: Bind): string {
  if ('all' in filter) return joined(filter.all, ' and ', 'true', bind);
  if ('any' in filter) return joined(filter.any, ' or ', 'false', bind);
  if ('not' in filter) return `not ${filterSql(filter.not, bind)}`;
  return testSql(filter, bind);
}

function joined(filters: readonly EmailFilter[], by: string, none: string, bind: Bind): string {
  return filters.length === 0 ? none : `(${filters.map((each) => filterSql(each, bind)).join(by)})`;
}

function testSql(test: EmailTest, bind: Bind): string {
  switch (test.is) {
    case 'in':
      return liesIn(`x.mailbox_id = ${bind(test.mailboxId)}::bigint`);
    case 'outside':
      return liesIn(`x.mailbox_id <> all(${bind(test.mailboxIds)}::bigint[])`);
    case 'before':
      return `b.received < ${bind(test.at)}::timestamptz`;
    case 'since':
      return `b.received >= ${bind(test.at)}::timestamptz`;
    case 'smaller':
      return `b.size < ${bind(test.bytes)}::bigint`;
    case 'as-large':
      return `b.size >= ${bind(test.bytes)}::bigint`;
    case 'keyword':
      return keywordSql(test.keyword, test.of, bind);
    case 'attachment':
      return 'm.has_attachment';
    case 'text':
      return `(${test.words.map((word) => says(test.where, bind(word))).join(' and ') || 'true'})`;
  }
}

function liesIn(mailbox: string): string {
  return `exists (select 1 from mailbox_entries x
    where x.account_id = $1 and x.message_id = b.id and x.flags & ${Flag.Deleted} = 0 and ${mailbox} offset 0)`;
}

function says(where: readonly TextPlace[], word: string): string {
  const columns = where.map((place) => (place === 'body' ? TEXT : `m.search_${place}`));
  return `(${columns.map((column) => `strpos(${column}, ${word}) > 0`).join(' or ')})`;
}

/** The tests of a filter. */
export function tests(filter: EmailFilter): EmailTest[] {
  if ('all' in filter) return filter.all.flatMap(tests);
  if ('any' in filter) return filter.any.flatMap(tests);
  return 'not' in filter ? tests(filter.not) : [filter];
}
