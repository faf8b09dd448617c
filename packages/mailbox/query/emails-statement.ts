import { packBigints } from '@postroom/database';
import { PackedColumn } from '../read/packed-column.ts';
import { JOIN_TEXT } from '../search/message-texts.ts';
import { saysInSql } from '../search/says.ts';
import { areMany, type Candidates, candidateBits } from '../search/text-index/candidates.ts';
import { type MailView, readableMailboxes } from '../sharing/mail-view.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import {
  andPlace,
  emails,
  emailsAmong,
  entries,
  MESSAGE,
  type PlaceTest,
  placeOf,
  THREAD,
  testsBeside,
  threadsOfMailbox,
} from './emails-sql.ts';
import { filterSql } from './filter-sql.ts';
import { asksBody, isOpen, tests } from './filter-tests.ts';
import type { Bind, Sight } from './keyword-sql.ts';
import type { Answers, Questions } from './questions.ts';
import { isByTime, sortSql } from './sort-sql.ts';
import { threadsInSql } from './threads-with-keyword.ts';
import { unreadInSql } from './unread-emails.ts';

/** What a statement is built from. */
export interface Asked {
  readonly view: MailView;
  readonly filter: EmailFilter;
  readonly candidates: Candidates | null;
  readonly questions: Questions;
  readonly answers: Answers;
}

/** Which emails: those that match, those that match or may match, or only those of which it is not known yet. */
export type Which = 'surely' | 'maybe' | 'open';

const IS: Readonly<Record<Which, string>> = {
  surely: 'o.matches',
  maybe: 'o.matches is not false',
  open: 'o.matches is null',
};

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** Up to this many emails, the mailboxes of an account are read one by one in their order; more are sorted. */
const FEW = 10_000;

/** Returns the statement for the first emails in an order, packed: `ids`, their `threads` if wanted, and whether some may not match. */
export function pageStatement(
  asked: Asked,
  { sort, which, limit, threads }: { sort: readonly EmailComparator[]; which: Which; limit: number; threads: boolean },
): Statement {
  const { values, sight, place, parts, few, andMany } = partsOf(asked);
  const order = which === 'open' ? 'b.id' : sortSql(sort, sight);
  const first = (
    source: string,
  ): string => `select b.id, b.received, ${threads ? THREAD : 'null::bigint'} as thread, o.matches
      from ${source} b ${parts.joins(order)}
      cross join lateral (select ${parts.open} as matches ${parts.open === 'true' ? '' : 'offset 0'}) o
      where ${parts.sure} and ${IS[which]} order by ${order} limit ${limit}`;
  const inOrder = which !== 'open' && isByTime(sort) && limit <= FEW;
  const source = (): string => sourceOf(few, andMany, place, sight);
  const rows = !inOrder
    ? first(source())
    : few
      ? // Sorts first, so that texts are only read of as many emails as are needed.
        first(`(select b.* from ${source()} b order by ${order} offset 0)`)
      : byMailbox(first, order, limit, place, sight, andMany);
  return {
    text: `select ${PackedColumn.ofNumbers('id')} as ids, ${threads ? PackedColumn.ofNumbers('thread') : 'null'} as threads,
      bool_or(matches is null) as "hasOpen" from (${rows}) found`,
    values,
  };
}

/** Returns the statement that counts emails or threads. All questions must be answered before. */
export function countStatement(asked: Asked, threads: boolean): Statement {
  const { values, sight, place, parts, few, andMany } = partsOf(asked);
  const { candidates, filter } = asked;
  const andMailbox = andPlace(place, 'mailbox_id', sight);
  const source = few ? emailsAmong(few, andMailbox, sight) : entries(andMailbox + andMany);
  const text = `select count(*) as total from (
      select distinct ${threads ? THREAD : 'b.id'} from ${source} b ${parts.joins('')} where ${parts.sure} and ${parts.open}
    ) found`;
  const isWhole = place?.is === 'in' && testsBeside(filter, place).length === 0 && !candidates;
  return { text: threads && isWhole ? threadsOfMailbox(andMailbox, text) : text, values };
}

/**
 * SQL: the first emails of each mailbox, in the order of its index, so that nothing else is read; of only one mailbox if the filter says so.
 * An email that is in several mailboxes appears several times.
 */
function byMailbox(
  first: (source: string) => string,
  order: string,
  limit: number,
  place: PlaceTest | undefined,
  sight: Sight,
  andMany: string,
): string {
  if (place?.is === 'in') return first(entries(andPlace(place, 'mailbox_id', sight) + andMany));
  const ofEach = first(entries(` and mailbox_id = box.id${andMany}`));
  return `select b.* from mailboxes box cross join lateral (${ofEach}) b
    where box.account_id = $1${andPlace(place, 'box.id', sight)} order by ${order} limit ${limit}`;
}

function sourceOf(few: Candidates | null, andMany: string, place: PlaceTest | undefined, sight: Sight): string {
  const andMailbox = andPlace(place, 'mailbox_id', sight);
  if (few) return emailsAmong(few, andMailbox, sight);
  // A mailbox rarely has copies of a message; dropping them afterwards is faster than grouping.
  return place?.is === 'in' ? entries(andMailbox + andMany) : emails(andMailbox + andMany);
}

interface Parts {
  /** SQL of tests that are surely true or false, placed where the planner can use them, and of the other tests. */
  readonly sure: string;
  readonly open: string;
  joins(order: string): string;
}

export function partsOf({ view, filter, questions, answers, candidates }: Asked) {
  const values: unknown[] = [view.accountId];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const threads = threadsInSql(answers.threads, bind);
  const unread = unreadInSql(answers.unread, bind);
  const sight: Sight = { bind, says: saysInSql(bind), and: andSeen(view, bind), reader: view.reader, threads, unread };
  const told = questions.sql(answers, bind);
  const place = placeOf(filter);
  const all = testsBeside(filter, place);
  const isApart = answers.kept !== undefined;
  const sure = filterSql({ all: all.filter((each) => !isOpen(each, isApart)) }, told, sight);
  const open = filterSql({ all: all.filter((each) => isOpen(each, isApart)) }, told, sight);
  const parts: Parts = {
    sure,
    open,
    joins: (order) =>
      [
        /\bm\./.test(sure + open + order) ? MESSAGE : '',
        !isApart && tests(filter).some(asksBody) ? JOIN_TEXT : '',
        told.joins,
      ].join(' '),
  };
  // Few candidates are looked up one by one; with many, the entries of a mailbox are filtered by them.
  const many = candidates && areMany(candidates) ? candidates : undefined;
  const andMany = many ? ` and ${candidateBits(many, 'message_id', bind)}` : '';
  return { values, sight, place, parts, few: many ? null : candidates, andMany };
}

/** Leaves out entries in mailboxes that may not be read; an owner sees everything. */
function andSeen(view: MailView, bind: Bind): Sight['and'] {
  const ids = readableMailboxes(view);
  if (!ids) return () => '';
  const seen = bind(packBigints(ids));
  return (column) => ` and ${column} = any(${seen}::bigint[])`;
}
