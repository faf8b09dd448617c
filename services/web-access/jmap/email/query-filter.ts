import { type EmailCondition, type Filter, MethodError, readId } from '@postroom/jmap';
import type { EmailFilter, TextPlace } from '@postroom/mailbox';
import { foldCase } from '@postroom/mime';

const EVERYWHERE: readonly TextPlace[] = ['from', 'to', 'cc', 'bcc', 'subject', 'body'];
const FIELDS = ['from', 'to', 'cc', 'bcc', 'subject', 'body'] as const;

/** The most words in one text of a filter. */
const MAX_WORDS = 20;

/** The most words, header fields and keywords in one filter: each is looked up in every message. */
const MAX_LOOKS = 50;

/** Converts a filter of RFC 8621 4.4.1 into one of the store. Throws unsupportedFilter. */
export function storeFilter(filter: Filter<EmailCondition>): EmailFilter {
  const wanted = converted(filter);
  if (looksOf(wanted) > MAX_LOOKS)
    throw new MethodError('unsupportedFilter', `A filter can have at most ${MAX_LOOKS} words, fields and keywords`);
  return wanted;
}

function looksOf(filter: EmailFilter): number {
  if ('not' in filter) return looksOf(filter.not);
  if ('is' in filter) {
    if (filter.is === 'text') return filter.words.length;
    return filter.is === 'keyword' || filter.is === 'header' ? 1 : 0;
  }
  return ('all' in filter ? filter.all : filter.any).reduce((sum, each) => sum + looksOf(each), 0);
}

function converted(filter: Filter<EmailCondition>): EmailFilter {
  if ('condition' in filter) return conditionFilter(filter.condition);
  const each = filter.conditions.map(converted);
  switch (filter.operator) {
    case 'AND':
      return { all: flat(each) };
    case 'OR':
      return { any: each };
    case 'NOT':
      return { not: { any: each } };
  }
}

/** Puts all conditions of nested ANDs into one list, because the store looks only there for the mailbox that it has to read. */
function flat(filters: readonly EmailFilter[]): EmailFilter[] {
  return filters.flatMap((each) => ('all' in each ? each.all : [each]));
}

function conditionFilter(condition: EmailCondition): EmailFilter {
  const all: EmailFilter[] = [];
  const { inMailbox, inMailboxOtherThan, before, after, minSize, maxSize, hasAttachment, text, header } = condition;
  // For an invalid id, 0 is the id of no mailbox: no email is found.
  if (inMailbox !== undefined) all.push({ is: 'in', mailboxId: readId('M', inMailbox) ?? 0 });
  if (inMailboxOtherThan) {
    all.push({ is: 'outside', mailboxIds: inMailboxOtherThan.flatMap((id) => readId('M', id) ?? []) });
  }
  if (before) all.push({ is: 'before', at: before });
  if (after) all.push({ is: 'since', at: after });
  if (minSize !== undefined) all.push({ is: 'as-large', bytes: minSize });
  if (maxSize !== undefined) all.push({ is: 'smaller', bytes: maxSize });
  all.push(...keywordFilters(condition));
  if (hasAttachment !== undefined) all.push(hasAttachment ? { is: 'attachment' } : { not: { is: 'attachment' } });
  all.push(...textFilters(text, EVERYWHERE), ...FIELDS.flatMap((field) => textFilters(condition[field], [field])));
  if (header) all.push({ is: 'header', field: header[0].toLowerCase(), text: foldCase(header[1] ?? '') });
  return { all };
}

function keywordFilters(condition: EmailCondition): EmailFilter[] {
  const all: EmailFilter[] = [];
  const add = (
    keyword: string | undefined,
    of: 'email' | 'all-in-thread' | 'some-in-thread',
    isWanted: boolean,
  ): void => {
    if (keyword === undefined) return;
    const test = { is: 'keyword', keyword, of } as const;
    all.push(isWanted ? test : { not: test });
  };
  add(condition.hasKeyword, 'email', true);
  add(condition.notKeyword, 'email', false);
  add(condition.allInThreadHaveKeyword, 'all-in-thread', true);
  add(condition.someInThreadHaveKeyword, 'some-in-thread', true);
  add(condition.noneInThreadHaveKeyword, 'some-in-thread', false);
  return all;
}

/** Returns no filter for a text without words: it matches every email. */
function textFilters(text: string | undefined, where: readonly TextPlace[]): EmailFilter[] {
  const words = text === undefined ? [] : fewWords(text);
  return words.length > 0 ? [{ is: 'text', where, words }] : [];
}

/** Returns the words of a text. Refuses too many of them: a search for only some would find too much. */
function fewWords(text: string): string[] {
  const words = wordsOf(text);
  if (words.length > MAX_WORDS)
    throw new MethodError('unsupportedFilter', `A text can have at most ${MAX_WORDS} words`);
  return words;
}

/**
 * A phrase in double or single quotes, a quote without a partner, or a word. A single quote begins and ends a phrase only at the edge of a
 * word, since it is an apostrophe elsewhere.
 */
const TOKEN = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.|'(?=\S))*)'(?=\s|$)|["']|((?:[^\s"']|(?<=[^\s"'])'(?=[^\s"']))+)/gs;

/**
 * Splits a text (RFC 8621 4.4.1) into single words and quoted phrases, in which a backslash stands before a quote or backslash. They are
 * found anywhere, and case-folded like the search text.
 */
export function wordsOf(text: string): string[] {
  const words = Array.from(text.matchAll(TOKEN), ([, one, other, word]) => {
    const phrase = one ?? other;
    return phrase === undefined ? (word ?? '') : phrase.replace(/\\(["'\\])/g, '$1');
  });
  return words.map((word) => foldCase(word).trim()).filter((word) => word !== '');
}
