import { Flag } from '@postroom/types';
import { IS_CUT, IS_UNACCENTED, TEXT } from '../search/message-texts.ts';
import type { TextPlace } from '../search/text-question.ts';
import type { EmailFilter, EmailTest } from './email-filter.ts';
import { keywordSql, type Sight } from './keyword-sql.ts';
import type { AnswersInSql } from './questions.ts';

/**
 * SQL: whether the message `m` of account $1, with `received` and `size` of `b`, passes the filter; null when that depends on a message that
 * has not been looked into yet. Every value is a parameter.
 */
export function filterSql(filter: EmailFilter, answers: AnswersInSql, sight: Sight): string {
  if ('all' in filter) return joined(filter.all, ' and ', 'true', answers, sight);
  if ('any' in filter) return joined(filter.any, ' or ', 'false', answers, sight);
  if ('not' in filter) return `not ${filterSql(filter.not, answers, sight)}`;
  return testSql(filter, answers, sight);
}

function joined(
  filters: readonly EmailFilter[],
  by: string,
  none: string,
  answers: AnswersInSql,
  sight: Sight,
): string {
  return filters.length === 0 ? none : `(${filters.map((each) => filterSql(each, answers, sight)).join(by)})`;
}

function testSql(test: EmailTest, answers: AnswersInSql, sight: Sight): string {
  const { bind } = sight;
  switch (test.is) {
    case 'in':
      return liesIn(`x.mailbox_id = ${bind(test.mailboxId)}::bigint`, sight);
    case 'outside':
      return liesIn(`x.mailbox_id <> all(${bind(test.mailboxIds)}::bigint[])`, sight);
    case 'before':
      return `b.received < ${bind(test.at)}::timestamptz`;
    case 'since':
      return `b.received >= ${bind(test.at)}::timestamptz`;
    case 'smaller':
      return `b.size < ${bind(test.bytes)}::bigint`;
    case 'as-large':
      return `b.size >= ${bind(test.bytes)}::bigint`;
    case 'keyword':
      return keywordSql(test.keyword, test.of, sight);
    case 'attachment':
      return 'm.has_attachment';
    case 'header':
      return `(${answers.hasField(test)})`;
    case 'text':
      return `(${test.words.map((word) => says(test.where, word, answers, sight)).join(' and ') || 'true'})`;
    case 'address':
      return `(${test.where.map((place) => `strpos(m.search_${place}, ${bind(test.address)}) > 0`).join(' or ')})`;
  }
}

function liesIn(mailbox: string, { and }: Sight): string {
  return `exists (select 1 from mailbox_entries x
    where x.account_id = $1 and x.message_id = b.id and x.flags & ${Flag.Deleted} <> ${Flag.Deleted} and ${mailbox}${and('x.mailbox_id')} offset 0)`;
}

function says(where: readonly TextPlace[], text: string, answers: AnswersInSql, sight: Sight): string {
  const { kept } = answers;
  if (kept === null) return 'null::boolean';
  const saysPlace = (place: TextPlace): string =>
    place === 'body' ? sight.says(TEXT, text, IS_UNACCENTED) : sight.says(`m.search_${place}`, text);
  const said = kept ? kept.says({ text, where }) : where.map(saysPlace).join(' or ');
  if (!where.includes('body')) return `(${said})`;
  return `(${said} or case when ${kept ? kept.isCut : IS_CUT} then ${answers.saysBehind({ text, where })} else false end)`;
}
