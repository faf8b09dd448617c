import type { BlobStore } from '@postroom/blobs';
import { attended, type Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { askKeptTexts } from '../search/kept-texts.ts';
import { isLong } from '../search/narrow.ts';
import { findCandidates } from '../search/text-index/candidates.ts';
import { contains, type Wanted } from '../search/text-index/wanted.ts';
import type { MailView } from '../sharing/mail-view.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import { placeOf, testsBeside } from './emails-sql.ts';
import { type Asked, countStatement, pageStatement, type Statement, type Which } from './emails-statement.ts';
import { firstOfEach } from './first-of-each.ts';
import { isWalkShort } from './is-walk-short.ts';
import { lookIntoHeaders, lookIntoTexts } from './look-into.ts';
import { Questions } from './questions.ts';
import { findRareMarks, messagesOfAccount } from './rare-marks.ts';
import { isByTime, keyed } from './sort-sql.ts';
import { askThreads, threadQuestions } from './threads-with-keyword.ts';
import type { TotalCache } from './total-cache.ts';
import { askUnread } from './unread-emails.ts';
import { walkStatement } from './walk-statement.ts';

/** The most emails that one query finds. */
const MAX_FOUND = 1_000_000;

/** With this many candidates or more, looking at all messages is as fast. */
const MOST_CANDIDATES = 100_000;

/** The most messages that one query looks into; beyond that the client must ask more narrowly. */
const MAX_LOOKED_INTO = 200_000;

export interface EmailQuery {
  readonly filter: EmailFilter;
  readonly sort: readonly EmailComparator[];
  /** Whether only the first email of each thread is returned (RFC 8621 4.4.3). */
  readonly collapseThreads: boolean;
  /** How many emails are needed; Infinity means all. */
  readonly most: number;
  /** Whether the total number is wanted. */
  readonly calculateTotal: boolean;
  /** A cache of totals, and the state of the account, which must be read before the query. */
  readonly totals?: { readonly cache: TotalCache; readonly state: string } | undefined;
  /** How many octets of messages are searched when not all of their text is stored. */
  readonly maxSearchBytes: number;
  /** Throws when nobody waits for the answer any more. */
  readonly alive?: (() => void) | undefined;
}

export interface FoundEmails {
  readonly ids: Float64Array;
  /** Null when it was not asked for. */
  readonly total: number | null;
}

/**
 * Returns the ids of the wanted emails, in order (RFC 8621 4.4); those marked \\Deleted are left out. Throws too-large when all are needed and
 * there are more than MAX_FOUND, and limit-reached when too many messages would have to be looked into.
 */
export async function queryEmails(store: BlobStore, view: MailView, query: EmailQuery): Promise<FoundEmails> {
  const { filter, most, calculateTotal } = query;
  const db = query.alive ? attended(store.pool, query.alive) : store.pool;
  const first = firstInOrder(query);
  const candidates =
    (await findCandidates(store.pool, view.accountId, wanted(filter), MOST_CANDIDATES)) ??
    (await findRareMarks(db, view, filter, first));
  const questions = new Questions(filter, query.maxSearchBytes);
  const asksThreads = threadQuestions(filter, query.sort);
  const place = placeOf(filter);
  const threads = await askThreads(db, view, asksThreads, { place, candidates });
  const unread = candidates ? undefined : await askUnread(db, view, query, { place, first });
  const search: Search = {
    store,
    db,
    query,
    asked: { view, filter, candidates, questions, answers: { threads, unread } },
  };
  if (!calculateTotal) {
    if (most > MAX_FOUND) await askKept(search);
    return { ids: await findAnswered(search, most), total: null };
  }
  let total = known(search);
  if (total === undefined) {
    await askKept(search);
    if (isInDatabase(search) && most < MAX_FOUND) total = await count(search);
  }
  if (total !== undefined) {
    keep(search, total);
    return { ids: total === 0 || most === 0 ? new Float64Array() : await findAnswered(search, most), total };
  }
  // For the total all matches are found, so the first ones are among them.
  const ids = await findAnswered(search, Number.POSITIVE_INFINITY);
  keep(search, ids.length);
  return { ids: ids.subarray(0, most), total: ids.length };
}

function known({ query: { totals, ...query }, asked: { view } }: Search): number | undefined {
  return totals?.cache.known({ ...query, view, state: totals.state });
}

function keep({ query: { totals, ...query }, asked: { view } }: Search, total: number): void {
  totals?.cache.keep({ ...query, view, state: totals.state }, total);
}

/** Searches stored texts in the order in which they are stored, when all matches are needed and the index does not narrow them down. */
async function askKept(search: Search): Promise<void> {
  const { db, query, asked } = search;
  const { answers, candidates, questions, view } = asked;
  const { questions: texts } = questions.texts;
  if (texts.length === 0 || !isLong(await messagesOfAccount(db, view.accountId), candidates)) return;
  answers.kept = null;
  const open = await findOpen(search, MAX_FOUND);
  answers.kept = await askKeptTexts(db, view.accountId, open, texts, aliveOf(query));
}

function aliveOf({ alive = () => {} }: EmailQuery): () => void {
  return alive;
}

/** Returns whether the database alone can answer, without looking into messages. */
function isInDatabase({ asked: { answers, questions } }: Search): boolean {
  const hasTexts = !questions.asksText || answers.kept?.hasCut === false;
  return hasTexts && questions.headers.isEmpty;
}

/** Returns how many emails are needed when a mailbox is read in order with a single mark as the only other test; undefined otherwise. */
function firstInOrder({ filter, sort, most, calculateTotal, collapseThreads }: EmailQuery): number | undefined {
  const isInOrder = testsBeside(filter, placeOf(filter)).length === 1 && (isByTime(sort) || keyed(sort) !== undefined);
  return isInOrder && !calculateTotal ? most * (collapseThreads ? ROWS_OF_THREAD : 1) : undefined;
}

interface Search {
  readonly store: BlobStore;
  /** Its queries end when nobody waits for them any more. */
  readonly db: Queryable;
  readonly query: EmailQuery;
  readonly asked: Asked;
}

/** Finds the first emails; looks into messages before if that is needed. */
async function findAnswered(search: Search, most: number): Promise<Float64Array> {
  const { store, query, asked } = search;
  const { questions, answers, view } = asked;
  if (!questions.headers.isEmpty) {
    const open = await findOpen(search);
    answers.headers = await lookIntoHeaders(store.pool, view.accountId, open, questions, aliveOf(query));
  }
  const found = await findFirst(search, questions.asksText ? 'maybe' : 'surely', most);
  if (!found.hasOpen) return found.ids;
  const open = await findOpen(search);
  answers.texts = await lookIntoTexts(store, view.accountId, open, questions, aliveOf(query));
  return (await findFirst(search, 'surely', most)).ids;
}

interface Found {
  readonly ids: Float64Array;
  /** Whether some of them may not match. */
  readonly hasOpen: boolean;
}

/** How many rows are read for each wanted thread, and by which factor more when that was not enough. */
const ROWS_OF_THREAD = 4;
const MORE = 8;

/** Finds each email, or thread, once. Throws too-large when there are more than MAX_FOUND. */
async function findFirst(search: Search, which: Which, most: number): Promise<Found> {
  const { collapseThreads } = search.query;
  for (let limit = most * (collapseThreads ? ROWS_OF_THREAD : 1); ; limit *= MORE) {
    limit = Math.min(limit, MAX_FOUND);
    const { ids, threads, hasOpen } = await run(search, which, limit);
    const unique = firstOfEach(ids, collapseThreads ? threads : ids);
    if (unique.length >= most || ids.length < limit) return { ids: unique.subarray(0, most), hasOpen };
    if (limit === MAX_FOUND) throw new MailError('too-large', 'Too many emails match');
  }
}

/** Finds emails of which it is not known yet whether they match; ascending. Throws limit-reached. */
async function findOpen(search: Search, most = MAX_LOOKED_INTO): Promise<Float64Array> {
  const { ids } = await run(search, 'open', most + 1);
  if (ids.length > most)
    throw new MailError('limit-reached', 'Too many emails would have to be looked into, ask for fewer of them');
  return firstOfEach(ids, ids).sort();
}

interface Rows extends Found {
  /** The threads of the same emails, if wanted. */
  readonly threads: Float64Array;
}

async function run(search: Search, which: Which, limit: number): Promise<Rows> {
  const { db, query } = search;
  const threads = query.collapseThreads && which !== 'open';
  const { rows } = await db.query<{ ids: string | null; threads: string | null; hasOpen: boolean | null }>(
    await statementFor(search, which, limit, threads),
  );
  const [row] = rows;
  return { ids: unpacked(row?.ids), threads: unpacked(row?.threads), hasOpen: row?.hasOpen ?? false };
}

async function statementFor(
  { db, query, asked }: Search,
  which: Which,
  limit: number,
  threads: boolean,
): Promise<Statement> {
  const { view, filter, questions, answers, candidates } = asked;
  const by = keyed(query.sort);
  const isAnswered = questions.headers.isEmpty && !questions.asksText && answers.kept === undefined;
  if (by && isAnswered && !candidates && (await isWalkShort(db, view.accountId, placeOf(filter), limit)))
    return walkStatement(asked, { by, limit, threads });
  return pageStatement(asked, { sort: query.sort, which, limit, threads });
}

function unpacked(column: string | null | undefined): Float64Array {
  return column ? new PackedColumn(column).numbers() : new Float64Array();
}

async function count({ db, query, asked }: Search): Promise<number> {
  const { rows } = await db.query<{ total: number }>(countStatement(asked, query.collapseThreads));
  return rows[0]?.total ?? 0;
}

/** Returns what a message must contain to be wanted, for a search in the index. */
function wanted(filter: EmailFilter): Wanted {
  if ('all' in filter) return { key: 'and', of: filter.all.map(wanted) };
  if ('any' in filter) return { key: 'or', of: filter.any.map(wanted) };
  if ('not' in filter) return { key: 'anything' };
  if (filter.is === 'header' && filter.text !== '') return contains(filter.text);
  if (filter.is === 'address') return contains(filter.address);
  if (filter.is !== 'text') return { key: 'anything' };
  return { key: 'and', of: filter.words.map(contains) };
}
