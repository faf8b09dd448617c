import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readKnown, readWord, type Words } from '../wire/words.ts';

/** An item with an id; of several with the same id only one is kept. */
export interface Identified {
  readonly id: string;
}

/** The macros of RFC 3501 6.4.5. */
const MACROS: ReadonlyMap<string, readonly string[]> = new Map([
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
]);

/** The most different items of one FETCH; each causes work for every message. */
const MAX_ITEMS = 500;

const KIND = 'data item';

/** Reads the data items of FETCH: one, a list, or a single macro (RFC 3501 6.4.5). */
export function readFetchItems<T extends Identified>(decoder: Decoder, words: Words<T>): T[] {
  const listed = decoder.list(() => readWord(decoder, words, KIND));
  if (listed?.length === 0) throw new ImapSyntaxError(`Expected a ${KIND}`);
  if (listed) return distinct(listed);
  const word = decoder.expectWord(`a ${KIND}`);
  return (MACROS.get(word) ?? [word]).map((name) => readKnown(decoder, words, KIND, name));
}

function distinct<T extends Identified>(items: readonly T[]): T[] {
  const found = new Map(items.map((item) => [item.id, item]));
  if (found.size > MAX_ITEMS) throw new ImapSyntaxError('Too many data items', { status: 'NO', code: 'LIMIT' });
  return [...found.values()];
}
