import { TextDecoder } from 'node:util';
import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readKnown, readWordList, type Words } from '../wire/words.ts';
import type { SearchInput, SearchKey, SearchKeyReader } from './search-keys.ts';
import { SearchTree } from './search-tree.ts';

/** The words that a SEARCH command may contain. */
export interface SearchWords<Other, Return> {
  readonly keys: ReadonlyMap<string, SearchKeyReader<Other>>;
  readonly returns: Words<Return>;
}

export interface SearchArguments<Other, Return> {
  /** The result options of RETURN (RFC 4466 2.6.1); undefined without it. */
  readonly returns: readonly Return[] | undefined;
  readonly program: SearchKey<Other>;
}

/** Reads the arguments of SEARCH (RFC 4466 2.6.1): result options, a CHARSET, then keys that must all match. */
export function readSearchArguments<Other, Return>(
  decoder: Decoder,
  words: SearchWords<Other, Return>,
): SearchArguments<Other, Return> {
  const returns = readReturns(decoder, words.returns);
  return { returns, program: readSearch(decoder, words.keys) };
}

const KIND = 'result option';

/** Reads the arguments of SORT (RFC 5256 3): result options (RFC 5267 3), the sort criteria (read by `before`), a charset and keys. */
export function readSortArguments<Other, Return, Criteria>(
  decoder: Decoder,
  words: SearchWords<Other, Return>,
  before: () => Criteria,
): SearchArguments<Other, Return> & { readonly criteria: Criteria } {
  const returns = readReturns(decoder, words.returns);
  const criteria = before();
  decoder.expectSpace();
  const charset = charsetOf(decoder.expectAstring());
  decoder.expectSpace();
  return { returns, criteria, program: readProgram({ decoder, charset }, words.keys) };
}

function readReturns<Return>(decoder: Decoder, words: Words<Return>): Return[] | undefined {
  if (words.size === 0 || !decoder.keyword('RETURN')) return undefined;
  decoder.expectSpace();
  const returns = [...readWordList(decoder, words, KIND).values()];
  decoder.expectSpace();
  // RFC 4731 3.1: an empty list means ALL.
  return returns.length > 0 ? returns : [readKnown(decoder, words, KIND, 'ALL')];
}

/** Reads a charset, if one is named, and the keys of a program. */
export function readSearch<Other>(
  decoder: Decoder,
  keys: ReadonlyMap<string, SearchKeyReader<Other>>,
): SearchKey<Other> {
  return readProgram({ decoder, charset: readCharset(decoder) }, keys);
}

function readProgram<Other>(input: SearchInput, keys: ReadonlyMap<string, SearchKeyReader<Other>>): SearchKey<Other> {
  const { decoder } = input;
  const tree = new SearchTree<Other>();
  for (;;) {
    const set = decoder.ahead('(') ? undefined : decoder.sequenceSet();
    const word = set || decoder.special('(') ? undefined : decoder.expectWord('a search key');
    if (word === 'NOT' || word === 'OR') {
      tree.open(word === 'NOT' ? 'not' : 'or');
      decoder.expectSpace();
    } else if (!set && word === undefined) {
      tree.open('list');
      decoder.space();
    } else {
      tree.add(set ? { key: 'sequence', set } : readLeaf(input, keys, word as string));
      while (tree.inList && decoder.closing()) tree.close();
      if (tree.isWhole && decoder.atEnd) return tree.close();
      decoder.expectSpace();
    }
  }
}

function readLeaf<Other>(
  input: SearchInput,
  keys: ReadonlyMap<string, SearchKeyReader<Other>>,
  word: string,
): SearchKey<Other> {
  const reader = keys.get(word);
  if (!reader) throw new ImapSyntaxError(`Unknown search key ${word.slice(0, 40)}`);
  return reader(input);
}

function readCharset(decoder: Decoder): TextDecoder | undefined {
  if (!decoder.keyword('CHARSET')) return undefined;
  decoder.expectSpace();
  const name = decoder.expectAstring();
  decoder.expectSpace();
  return charsetOf(name);
}

function charsetOf(name: string): TextDecoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    throw new ImapSyntaxError('Unknown charset', { code: 'BADCHARSET (UTF-8 US-ASCII)', status: 'NO' });
  }
}
