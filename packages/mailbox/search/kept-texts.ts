import { packBigints, type Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { MessageBits } from './message-bits.ts';
import { saysInSql } from './says.ts';
import type { TextQuestion } from './text-question.ts';

/** The most questions times messages of one statement, which takes tens of milliseconds for texts of some KB. */
const LOOKS = 4_000;
/** How long one search may read texts. */
const MAX_MS = 60_000;
/** Messages whose ids are further apart than this are looked up one by one. */
const DENSE = 4;

const LOOKED = 0;
const CUT = 1;
const FIRST = 2;

/** The answers of stored texts about messages. */
export class KeptAnswers {
  readonly #bits: MessageBits;
  /** Whether some messages have more text than is stored. */
  hasCut = false;

  constructor(firstId: number, lastId: number, questions: number) {
    this.#bits = new MessageBits(firstId, lastId, FIRST + questions);
  }

  answer(question: number, id: number): void {
    this.#bits.set(FIRST + question, id);
  }

  isAnswered(question: number, id: number): boolean {
    return this.#bits.has(FIRST + question, id);
  }

  looked(id: number): void {
    this.#bits.set(LOOKED, id);
  }

  wasLooked(id: number): boolean {
    return this.#bits.has(LOOKED, id);
  }

  cut(id: number): void {
    this.hasCut = true;
    this.#bits.set(CUT, id);
  }

  /** SQL of the answers for the message with this id: `says` is null when nobody has looked; `isCut` says that more text exists than is stored. */
  inSql(id: string, bind: (value: unknown) => string): { says(question: number): string; isCut: string } {
    const bit = this.#bits.inSql(id, bind);
    return { says: (question) => `(case when ${bit(LOOKED)} then ${bit(FIRST + question)} end)`, isCut: bit(CUT) };
  }
}

/**
 * Searches the stored texts of these messages, which are most of an account's. It reads tables in the order of their keys, one after the
 * other, so that plans do not depend on statistics, and in short statements, so that other work can run in between.
 * @param ids ascending
 * @param alive throws when nobody waits for the answer any more
 */
export async function askKeptTexts(
  db: Queryable,
  accountId: number,
  ids: ArrayLike<number>,
  questions: readonly TextQuestion[],
  alive: () => void,
): Promise<KeptAnswers> {
  const kept = new KeptAnswers(ids[0] ?? 0, ids[ids.length - 1] ?? 0, questions.length);
  const page = Math.max(100, Math.ceil(LOOKS / Math.max(1, questions.length)));
  const end = performance.now() + MAX_MS;
  for (let at = 0; at < ids.length; at += page) {
    alive();
    if (performance.now() > end)
      throw new MailError('limit-reached', 'Too much text for one search, ask for fewer messages (by date, or sender)');
    await askPage(db, accountId, Array.prototype.slice.call(ids, at, at + page) as number[], questions, kept);
  }
  return kept;
}

async function askPage(
  db: Queryable,
  accountId: number,
  ids: readonly number[],
  questions: readonly TextQuestion[],
  kept: KeptAnswers,
): Promise<void> {
  const bodies = questions.map(({ where }) => where.includes('body'));
  const hasText = new Set<number>();
  if (bodies.includes(true)) {
    const asked = questions.flatMap(({ text }, number) => (bodies[number] ? { number, text, columns: ['text'] } : []));
    const { present, cut } = await ask(db, TEXTS, accountId, ids, asked, kept);
    for (const id of present) hasText.add(id);
    for (const id of cut) kept.cut(id);
  }
  const fields = questions.flatMap(({ where }, number) => (where.some((place) => place !== 'body') ? number : []));
  const rest = ids.filter((id) => !hasText.has(id) || fields.some((number) => !kept.isAnswered(number, id)));
  if (rest.length > 0) {
    const columns = (where: TextQuestion['where']) =>
      where.map((place) => `search_${place === 'body' ? 'text' : place}`);
    const asked = questions.map(({ text, where }, number) => ({ number, text, columns: columns(where) }));
    const { present, cut } = await ask(db, MESSAGES, accountId, rest, asked, kept);
    // For texts in their own table it is noted there whether they are cut.
    if (bodies.includes(true)) for (const id of cut) if (!hasText.has(id)) kept.cut(id);
    for (const id of present) hasText.add(id);
  }
  for (const id of ids) if (hasText.has(id)) kept.looked(id);
}

/** The rows of a table that hold searchable text, by message id. */
interface Rows {
  readonly table: string;
  readonly id: string;
  readonly columns: string;
  readonly isUnaccented?: string;
}

const TEXTS: Rows = {
  table: 'message_texts',
  id: 'message_id',
  // Concatenation makes Postgres read a text that is stored out of line only once, however often it is compared.
  columns: `text || '' as text, is_plain, is_cut`,
  isUnaccented: 'is_plain',
};

/** An older release stores texts in messages, where they stay until they are moved. The oldest rows do not say whether they are cut. */
const MESSAGES: Rows = {
  table: 'messages',
  id: 'id',
  columns: `search_subject, search_from, search_to, search_cc, search_bcc, search_text,
    coalesce(search_text_cut, octet_length(search_text) >= 250000) as is_cut`,
};

/** Sets the answers. Returns the messages that have such a row, and those whose text is cut. */
async function ask(
  db: Queryable,
  { table, id, columns, isUnaccented }: Rows,
  accountId: number,
  ids: readonly number[],
  asked: readonly { number: number; text: string; columns: readonly string[] }[],
  kept: KeptAnswers,
): Promise<{ present: Iterable<number>; cut: Iterable<number> }> {
  const values: unknown[] = [accountId];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const says = saysInSql(bind);
  const [first, last] = [ids[0] as number, ids.at(-1) as number];
  const isDense = last - first < ids.length * DENSE;
  const rows = `select ${id} as id, ${columns} from ${table} where account_id = $1 and ${id}`;
  const source = isDense
    ? `(${rows} between ${bind(first)}::bigint and ${bind(last)}::bigint offset 0) r`
    : `unnest(${bind(packBigints(ids))}::bigint[]) w (wanted) cross join lateral (${rows} = w.wanted offset 0) r`;
  const found = asked.map(({ text, columns }, n) => {
    const said = columns.map((column) => says(column, text, isUnaccented)).join(' or ');
    return `${PackedColumn.ofNumbers('id', said)} as "found${n}"`;
  });
  const { rows: answers } = await db.query<Record<string, string | null>>(
    `select ${[`${PackedColumn.ofNumbers('id')} as present`, `${PackedColumn.ofNumbers('id', 'is_cut')} as cut`, ...found].join(', ')} from ${source}`,
    values,
  );
  const numbers = (name: string) => new PackedColumn(answers[0]?.[name] ?? '').numbers();
  for (const [n, { number }] of asked.entries()) for (const id of numbers(`found${n}`)) kept.answer(number, id);
  return { present: numbers('present'), cut: numbers('cut') };
}
