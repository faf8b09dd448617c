import { TextDecoder } from 'node:util';
import { ATOM } from '../values/chars.ts';
import type { SequenceSet } from '../values/sequence-set.ts';
import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';

/**
 * A search program (RFC 3501 6.4.4) as a tree; UNSEEN is NOT a flag, NEW is RECENT and not seen. Keys of extensions have a
 * meaning of their own, as `Other`.
 */
export type SearchKey<Other = never> =
  | { readonly key: 'all' }
  | { readonly key: 'and'; readonly of: readonly SearchKey<Other>[] }
  | { readonly key: 'or'; readonly of: readonly SearchKey<Other>[] }
  | { readonly key: 'not'; readonly of: SearchKey<Other> }
  | { readonly key: 'flag'; readonly flag: string }
  | { readonly key: 'recent' }
  | { readonly key: 'sequence'; readonly set: SequenceSet }
  | { readonly key: 'uid'; readonly set: SequenceSet }
  /** `date` is an ISO date; `on` means the server's day for internal dates, the day in the Date field for sent dates. */
  | {
      readonly key: 'date';
      readonly of: 'internal' | 'sent';
      readonly is: 'before' | 'on' | 'since';
      readonly date: string;
    }
  | { readonly key: 'size'; readonly is: 'larger' | 'smaller'; readonly than: number }
  /** An empty value only asks whether the field exists. The name is in lower case. */
  | { readonly key: 'header'; readonly name: string; readonly value: string }
  /** Searches a field as the envelope has it: of fields that may occur only once, the last. */
  | { readonly key: 'envelope'; readonly name: EnvelopeName; readonly value: string }
  | { readonly key: 'body' | 'text'; readonly value: string }
  | { readonly key: 'other'; readonly of: Other };

export type EnvelopeName = 'bcc' | 'cc' | 'from' | 'subject' | 'to';

/** The input of a key's reader. */
export interface SearchInput {
  readonly decoder: Decoder;
  /** The charset the client named, if it named one. */
  readonly charset: TextDecoder | undefined;
}

/** Reads what follows a key's name, including the space before it. */
export type SearchKeyReader<Other = never> = (input: SearchInput) => SearchKey<Other>;

const flag =
  (name: string): SearchKeyReader =>
  () => ({ key: 'flag', flag: name });
const not =
  (reader: SearchKeyReader): SearchKeyReader =>
  (input) => ({ key: 'not', of: reader(input) });

const keyword: SearchKeyReader = ({ decoder }) => {
  decoder.expectSpace();
  // The grammar wants an atom, but programs quote it like everything else, and Dovecot accepts that.
  const octets = decoder.astringBytes();
  if (!octets?.length || !octets.every((octet) => ATOM[octet])) throw new ImapSyntaxError('Expected a keyword');
  return { key: 'flag', flag: octets.toString() };
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

const envelope =
  (name: EnvelopeName): SearchKeyReader =>
  (input) => ({ key: 'envelope', name, value: text(input) });

/**
 * Reads a string in the charset that the client named. Without a charset it should be ASCII; other bytes are read as UTF-8, or as
 * windows-1252 where they are no valid UTF-8.
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

/** The keys of RFC 3501 6.4.4 by name, except NOT and OR, which take other keys. */
export const SEARCH_KEYS: Readonly<Record<string, SearchKeyReader>> = {
  ALL: () => ({ key: 'all' }),
  ANSWERED: flag('\\Answered'),
  BCC: envelope('bcc'),
  BEFORE: date('internal', 'before'),
  BODY: (input) => ({ key: 'body', value: text(input) }),
  CC: envelope('cc'),
  DELETED: flag('\\Deleted'),
  DRAFT: flag('\\Draft'),
  FLAGGED: flag('\\Flagged'),
  FROM: envelope('from'),
  HEADER: (input) => {
    input.decoder.expectSpace();
    const name = input.decoder.expectAstring().toLowerCase();
    return { key: 'header', name, value: text(input) };
  },
  KEYWORD: keyword,
  LARGER: size('larger'),
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
  SUBJECT: envelope('subject'),
  TEXT: (input) => ({ key: 'text', value: text(input) }),
  TO: envelope('to'),
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
