import { packBigints } from '@postroom/database';
import type { FoundBits } from '../search/found-bits.ts';
import { HeaderScan } from '../search/header-scan.ts';
import type { KeptAnswers } from '../search/kept-texts.ts';
import type { MessageBits } from '../search/message-bits.ts';
import type { TextQuestion } from '../search/text-question.ts';
import { TextScan } from '../search/text-scan.ts';
import type { EmailFilter, HeaderTest } from './email-filter.ts';
import { tests } from './filter-tests.ts';
import type { Bind } from './keyword-sql.ts';
import type { ThreadAnswers } from './threads-with-keyword.ts';

/** Answers of messages that were looked into: for each, a row of bits by its id. */
export interface Answers {
  headers?: FoundBits;
  texts?: FoundBits;
  /** Answers of stored texts; null: none yet. Undefined: stored texts are compared in the statement itself. */
  kept?: KeptAnswers | null;
  /** Answers about keywords of threads. */
  threads?: ThreadAnswers;
  /** The emails that their owner has not read. */
  unread?: MessageBits | undefined;
}

/** The questions of a filter that the rows of messages alone cannot answer: header fields by name, and text. */
export class Questions {
  readonly headers = new HeaderScan();
  readonly texts: TextScan;
  readonly #ofField = new Map<HeaderTest, number>();
  readonly #ofWord = new Map<string, number>();

  /** @param maxBytes how many octets of messages are searched for text */
  constructor(filter: EmailFilter, maxBytes: number) {
    this.texts = new TextScan(maxBytes);
    for (const test of tests(filter)) {
      if (test.is === 'header') this.#ofField.set(test, this.headers.askField(test.field, test.text));
      if (test.is !== 'text') continue;
      for (const text of test.words) {
        const key = keyOf({ text, where: test.where });
        if (!this.#ofWord.has(key)) this.#ofWord.set(key, this.texts.ask(text, test.where));
      }
    }
  }

  /** Whether messages may have to be read for their text. */
  get asksText(): boolean {
    return this.texts.questions.some(({ where }) => where.includes('body'));
  }

  /** SQL of the answers for the message of `b`; each is null when nobody has looked yet. */
  sql({ headers, texts, kept }: Answers, bind: Bind): AnswersInSql {
    const [headerBits, textBits] = [headers && bitsIn(headers, 'h', bind), texts && bitsIn(texts, 't', bind)];
    const bit = (bits: BitsInSql | undefined, number: number | undefined) =>
      bits && number !== undefined ? bits.bit(number) : 'null::boolean';
    const number = (question: TextQuestion): number => this.#ofWord.get(keyOf(question)) ?? 0;
    const known = kept?.inSql('b.id', bind);
    return {
      joins: [headerBits, textBits].map((bits) => bits?.join ?? '').join(' '),
      hasField: (test) => bit(headerBits, this.#ofField.get(test)),
      saysBehind: (question) => bit(textBits, number(question)),
      kept: known
        ? { says: (question) => known.says(number(question)), isCut: known.isCut }
        : kept === null
          ? null
          : undefined,
    };
  }
}

function keyOf({ text, where }: TextQuestion): string {
  return `${where} ${text}`;
}

export interface AnswersInSql {
  readonly joins: string;
  hasField(test: HeaderTest): string;
  /** SQL: whether a text that is not stored completely contains it. */
  saysBehind(question: TextQuestion): string;
  readonly kept: { says(question: TextQuestion): string; readonly isCut: string } | null | undefined;
}

interface BitsInSql {
  readonly join: string;
  bit(number: number): string;
}

/** SQL: all bits are one value; a message's row of bits stands at its number. */
function bitsIn({ uids: ids, bits, rowBytes }: FoundBits, name: string, bind: Bind): BitsInSql {
  const [places, value] = [bind(packBigints(ids)), bind(bits)];
  return {
    join: `left join unnest(${places}::bigint[]) with ordinality as ${name} (id, n) on ${name}.id = b.id`,
    bit: (number) => `get_bit(${value}::bytea, (${name}.n - 1) * ${rowBytes * 8} + ${Number(number)}) = 1`,
  };
}
