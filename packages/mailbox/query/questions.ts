import { packBigints } from '@postroom/database';
import type { FoundBits } from '../search/found-bits.ts';
import { HeaderScan } from '../search/header-scan.ts';
import { TextScan } from '../search/text-scan.ts';
import type { EmailFilter, HeaderTest } from './email-filter.ts';
import { tests } from './filter-tests.ts';
import type { Bind } from './keyword-sql.ts';

/** What messages answered that were looked into, a row of bits for each by its id. */
export interface Answers {
  headers?: FoundBits;
  texts?: FoundBits;
}

/** What a filter asks that the database cannot tell: header fields by name, and text behind what is kept for search. */
export class Questions {
  readonly headers = new HeaderScan();
  readonly texts: TextScan;
  readonly #ofField = new Map<HeaderTest, number>();
  readonly #ofWord = new Map<string, number>();

  /** @param maxBytes octets of messages that are looked through for text */
  constructor(filter: EmailFilter, maxBytes: number) {
    this.texts = new TextScan(maxBytes);
    for (const test of tests(filter)) {
      if (test.is === 'header') this.#ofField.set(test, this.headers.askField(test.field, test.text));
      if (test.is !== 'text' || !test.where.includes('body')) continue;
      for (const word of test.words) if (!this.#ofWord.has(word)) this.#ofWord.set(word, this.texts.ask(word));
    }
  }

  get asksText(): boolean {
    return this.#ofWord.size > 0;
  }

  /** SQL of the answers about the message of `b`: each is null where nobody has looked yet. */
  sql({ headers, texts }: Answers, bind: Bind): AnswersInSql {
    const [headerBits, textBits] = [headers && bitsIn(headers, 'h', bind), texts && bitsIn(texts, 't', bind)];
    const bit = (bits: BitsInSql | undefined, number: number | undefined) =>
      bits && number !== undefined ? bits.bit(number) : 'null::boolean';
    return {
      joins: [headerBits, textBits].map((bits) => bits?.join ?? '').join(' '),
      hasField: (test) => bit(headerBits, this.#ofField.get(test)),
      saysBehind: (word) => bit(textBits, this.#ofWord.get(word)),
    };
  }
}

export interface AnswersInSql {
  readonly joins: string;
  hasField(test: HeaderTest): string;
  /** Whether a text that is not kept as a whole says the word. */
  saysBehind(word: string): string;
}

interface BitsInSql {
  readonly join: string;
  bit(number: number): string;
}

/** All bits are one value, in which a message's row stands at its number. */
function bitsIn({ uids: ids, bits, rowBytes }: FoundBits, name: string, bind: Bind): BitsInSql {
  const [places, value] = [bind(packBigints(ids)), bind(bits)];
  return {
    join: `left join unnest(${places}::bigint[]) with ordinality as ${name} (id, n) on ${name}.id = b.id`,
    bit: (number) => `get_bit(${value}::bytea, (${name}.n - 1) * ${rowBytes * 8} + ${Number(number)}) = 1`,
  };
}
