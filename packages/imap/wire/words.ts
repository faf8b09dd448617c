import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from './decoder.ts';

/** Reads what follows a word, the space or bracket before it included, and returns what is asked for with both. */
export type WordReader<T> = (decoder: Decoder) => T;

/** The words that may stand at one place of a command, in capitals. Who uses the grammar decides which there are. */
export type Words<T> = ReadonlyMap<string, WordReader<T>>;

/** Reads one of the words; `kind` says to the client what was expected: `STATUS item`. */
export function readWord<T>(decoder: Decoder, words: Words<T>, kind: string): T {
  return readKnown(decoder, words, kind, decoder.expectWord(`a ${kind}`));
}

/** Goes on behind a word that was read. */
export function readKnown<T>(decoder: Decoder, words: Words<T>, kind: string, word: string): T {
  const reader = words.get(word);
  if (!reader) throw new ImapSyntaxError(`Unknown ${kind} ${word.slice(0, 40)}`);
  return reader(decoder);
}

/** Reads a list of the words in parentheses, by name; of a word that is given twice the first one counts. */
export function readWordList<T>(decoder: Decoder, words: Words<T>, kind: string): Map<string, T> {
  const read = new Map<string, T>();
  decoder.expectList(() => {
    const word = decoder.expectWord(`a ${kind}`);
    const value = readKnown(decoder, words, kind, word);
    if (!read.has(word)) read.set(word, value);
  });
  return read;
}

/** Reads parameters in parentheses (RFC 4466 2.1): one at least, each once. */
export function readParameters<T>(decoder: Decoder, words: Words<T>, kind: string): T[] {
  const seen = new Set<string>();
  const read = decoder.expectList(() => {
    const word = decoder.expectWord(`a ${kind}`);
    if (seen.has(word)) throw new ImapSyntaxError(`${word} is given twice`);
    seen.add(word);
    return readKnown(decoder, words, kind, word);
  });
  if (read.length === 0) throw new ImapSyntaxError(`Expected a ${kind}`);
  return read;
}
