import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readWordList, type Words } from '../wire/words.ts';

/** Reads the items that STATUS asks for, each once (RFC 3501 6.3.10). */
export function readStatusItems<Item>(decoder: Decoder, words: Words<Item>): Item[] {
  const items = readWordList(decoder, words, 'STATUS item');
  if (items.size === 0) throw new ImapSyntaxError('Expected a STATUS item');
  return [...items.values()];
}
