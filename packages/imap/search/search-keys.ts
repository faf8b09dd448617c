import { TextDecoder } from 'node:util';
import type { SequenceSet } from '../values/sequence-set.ts';
import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { SearchTree } from './search-tree.ts';

/** A search program (RFC 3501 6.4.4) as a tree; UNSEEN is NOT a flag, NEW is RECENT and not seen. */
export type SearchKey =
  | { readonly key: 'all' }
  | { readonly key: 'and'; readonly of: readonly SearchKey[] }
  | { readonly key: 'or'; readonly of: readonly SearchKey[] }
  | { readonly key: 'not'; readonly of: SearchKey }
  | { readonly key: 'flag'; readonly flag: string }
  | { readonly key: 'recent' }
  | { readonly key: 'sequence'; readonly set: SequenceSet }
  | { readonly key: 'uid'; readonly set: SequenceSet }
  /** `date` is ISO; `on` of internal dates means the server's day, of sent dates the day in the Date field. */
  | {
      readonly key: 'date';
      readonly of: 'internal' | 'sent';
      readonly is: 'before' | 'on' | 'since';
      readonly date: string;
    }
  | { readonly key: 'size'; readonly is: 'larger' | 'smaller'; readonly than: number }
  /** An empty value asks only whether the field is there. The name is in lower case. */
  | { readonly key: 'header'; readonly name: string; readonly value: string }
  | { readonly key: 'body' | 'text'; readonly value: string }
  | { readonly key: 'modseq'; readonly least: number };

/** What a key is read from. */
export interface SearchInput {
  readonly decoder: Decoder;
  /** The charset the client named, if it named one. */
  readonly charset: TextDecoder | undefined;
}

/** Reads what follows a key's name, its leading space included. */
export type SearchKeyReader = (input: SearchInput) => SearchKey;

const flag =
  (name: string): SearchKeyReader =>
  () => ({ key: 'flag', flag: name });
const not =
  (reader: SearchKeyReader): SearchKeyReader =>
  (input) => ({ key: 'not', of: reader(input) });

const keyword: SearchKeyReader = ({ decoder }) => {
  decoder.expectSpace();
  return { key: 'flag', flag: decoder.expectAtom('a keyword') };
};

function date(of: 'internal' | 'sent', is: 'before' | 'on' | 'since'): SearchKeyReader {
  return ({ decoder }) => {
    decoder.expectSpace();
    return { key: 'date', of, is, date: decoder.expectDate() };
  };
}

function size(is: 'larger' | 'smaller'): SearchKeyReader {
  return ({ decoder }) => {
    decoder.expectSpace();
    return { key: 'size', is, than: decoder.expectNumber() };
  };
}

const header =
  (name: string): SearchKeyReader =>
  (input) => ({ key: 'header', name, value: text(input) });

/**
 * A string in the charset the client named; without one it must be ASCII, and what is not is taken for UTF-8, or for
 * windows-1252 where it cannot be that.
 */
function text({ decoder, charset }: SearchInput): string {
  decoder.expectSpace();
  const bytes = decoder.expectAstringBytes();
  try {
    return (charset ?? utf8).decode(bytes);
  } catch {
    if (charset === undefined) return windows1252.decode(bytes);
    throw new ImapSyntaxError('The string is not in the charset it is said to be in');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/** Every key by its name, but NOT and OR, which take other keys. An extension adds its keys here. */
export const SEARCH_KEYS: Readonly<Record<string, SearchKeyReader>> = {
  ALL: () => ({ key: 'all' }),
  ANSWERED: flag('\\Answered'),
  BCC: header('bcc'),
  BEFORE: date('internal', 'before'),
  BODY: (input) => ({ key: 'body', value: text(input) }),
  CC: header('cc'),
  DELETED: flag('\\Deleted'),
  DRAFT: flag('\\Draft'),
  FLAGGED: flag('\\Flagged'),
  FROM: header('from'),
  HEADER: (input) => {
    input.decoder.expectSpace();
    return header(input.decoder.expectAstring().toLowerCase())(input);
  },
  KEYWORD: keyword,
  LARGER: size('larger'),
  MODSEQ: readModseq,
  NEW: () => ({ key: 'and', of: [{ key: 'recent' }, { key: 'not', of: { key: 'flag', flag: '\\Seen' } }] }),
  OLD: not(() => ({ key: 'recent' })),
  ON: date('internal', 'on'),
  RECENT: () => ({ key: 'recent' }),
  SEEN: flag('\\Seen'),
  SENTBEFORE: date('sent', 'before'),
  SENTON: date('sent', 'on'),
  SENTSINCE: date('sent', 'since'),
  SINCE: date('internal', 'since'),
  SMALLER: size('smaller'),
  SUBJECT: header('subject'),
  TEXT: (input) => ({ key: 'text', value: text(input) }),
  TO: header('to'),
  UID: ({ decoder }) => {
    decoder.expectSpace();
    return { key: 'uid', set: decoder.expectSequenceSet() };
  },
  UNANSWERED: not(flag('\\Answered')),
  UNDELETED: not(flag('\\Deleted')),
  UNDRAFT: not(flag('\\Draft')),
  UNFLAGGED: not(flag('\\Flagged')),
  UNKEYWORD: not(keyword),
  UNSEEN: not(flag('\\Seen')),
};

/** MODSEQ, with the entry name and type that nobody uses but the grammar has (RFC 7162 3.1.5). */
function readModseq({ decoder }: SearchInput): SearchKey {
  decoder.expectSpace();
  if (decoder.ahead('"')) {
    decoder.expectString();
    decoder.expectSpace();
    const type = decoder.expectWord('an entry type');
    if (!['PRIV', 'SHARED', 'ALL'].includes(type)) throw new ImapSyntaxError('Invalid entry type');
    decoder.expectSpace();
  }
  return { key: 'modseq', least: decoder.expectNumber64() };
}

function readLeaf(input: SearchInput, word: string): SearchKey {
  const reader = Object.hasOwn(SEARCH_KEYS, word) ? SEARCH_KEYS[word] : undefined;
  if (!reader) throw new ImapSyntaxError(`Unknown search key ${word.slice(0, 40)}`);
  return reader(input);
}

/** The arguments of SEARCH: an optional CHARSET, then keys that must all be true. */
export function readSearch(decoder: Decoder): SearchKey {
  const input: SearchInput = { decoder, charset: readCharset(decoder) };
  const tree = new SearchTree();
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
      tree.add(set ? { key: 'sequence', set } : readLeaf(input, word as string));
      while (closesList(decoder, tree)) tree.close();
      if (tree.isWhole && decoder.atEnd) return tree.close();
      decoder.expectSpace();
    }
  }
}

function closesList(decoder: Decoder, tree: SearchTree): boolean {
  return tree.inList && decoder.closing();
}

function readCharset(decoder: Decoder): TextDecoder | undefined {
  if (!decoder.keyword('CHARSET')) return undefined;
  decoder.expectSpace();
  const name = decoder.expectAstring();
  decoder.expectSpace();
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    throw new ImapSyntaxError('Unknown charset', { code: 'BADCHARSET (UTF-8 US-ASCII)', status: 'NO' });
  }
}
