import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from './decoder.ts';

/** Reads what follows a word, including the space or bracket before it, and returns the whole item. */
export type WordReader<T> = (decoder: Decoder) => T;

/** The words, in capitals, that are allowed at one place of a command. The server that uses the grammar chooses them. */
export type Words<T> = ReadonlyMap<string, WordReader<T>>;

/** Reads one of the words; `kind` names for the client what was expected: `STATUS item`. */
export function readWord<T>(decoder: Decoder, words: Words<T>, kind: string): T {
  return readKnown(decoder, words, kind, decoder.expectWord(`a ${kind}`));
}

/** Reads what follows a word that was read already. */
export function readKnown<T>(decoder: Decoder, words: Words<T>, kind: string, word: string): T {
  const reader = words.get(word);
  if (!reader) throw new ImapSyntaxError(`Unknown ${kind} ${word.slice(0, 40)}`);
  return reader(decoder);
}

/** Reads a list of words in parentheses, by name; the first of repeated words counts. */
export function readWordList<T>(decoder: Decoder, words: Words<T>, kind: string): Map<string, T> {
  const read = new Map<string, T>();
  decoder.expectList(() => {
    const word = decoder.expectWord(`a ${kind}`);
    const value = readKnown(decoder, words, kind, word);
    if (!read.has(word)) read.set(word, value);
  });
  return read;
}

/** Reads parameters in parentheses (RFC 4466 2.1): at least one, each only once. */
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
