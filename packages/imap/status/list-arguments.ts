import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readWordList, type WordReader, type Words } from '../wire/words.ts';

/** A selection option, which decides which mailboxes are listed (RFC 5258 3.1). */
export interface SelectionOption {
  /** Whether it is a list-select-base-opt (RFC 5258 6), to which RECURSIVEMATCH can apply. */
  readonly isBase: boolean;
}

/** The known options. */
export interface ListOptions<Selection extends SelectionOption, Return> {
  readonly selections: Words<Selection>;
  readonly returns: Words<Return>;
}

export interface ListArguments<Selection, Return> {
  /** Options, a list of patterns or RETURN were given: the command is the LIST of RFC 5258. */
  readonly extended: boolean;
  /** The pattern is empty in a command of RFC 3501: the client asks for the delimiter and the root (6.3.8). */
  readonly asksRoot: boolean;
  readonly selections: readonly Selection[];
  /** RECURSIVEMATCH: a name is also listed for the sake of those below it. */
  readonly recursive: boolean;
  /** Reference and pattern combined, for each pattern; patterns that can match no mailbox are left out. */
  readonly patterns: readonly string[];
  readonly returns: readonly Return[];
}

/** The most patterns; clients send a handful, and each causes work for every mailbox. */
const MAX_PATTERNS = 100;

/** Reads the arguments of LIST, including the space before them (RFC 5258 6). */
export function readListArguments<Selection extends SelectionOption, Return>(
  decoder: Decoder,
  options: ListOptions<Selection, Return>,
): ListArguments<Selection, Return> {
  decoder.expectSpace();
  const selected = decoder.ahead('(') ? readSelections(decoder, options.selections) : undefined;
  if (selected) decoder.expectSpace();
  const reference = decoder.expectListMailbox();
  decoder.expectSpace();
  const several = decoder.list(() => decoder.expectListMailbox());
  if (several?.length === 0) throw new ImapSyntaxError('Expected a mailbox pattern');
  const patterns = several ?? [decoder.expectListMailbox()];
  if (patterns.length > MAX_PATTERNS) throw new ImapSyntaxError('Too many patterns', { status: 'NO', code: 'LIMIT' });
  const returns = readReturns(decoder, options.returns);
  const extended = selected !== undefined || several !== undefined || returns !== undefined;
  return {
    extended,
    asksRoot: !extended && patterns[0] === '',
    ...(selected ?? { selections: [], recursive: false }),
    patterns: reference === undefined ? [] : patterns.flatMap((each) => (each === undefined ? [] : [reference + each])),
    returns: returns ?? [],
  };
}

const RECURSIVE = 'RECURSIVEMATCH';

/** RECURSIVEMATCH is a list-select-mod-opt: it modifies another option and means nothing alone (RFC 5258 3.1). */
function readSelections<Selection extends SelectionOption>(
  decoder: Decoder,
  words: Words<Selection>,
): Pick<ListArguments<Selection, never>, 'selections' | 'recursive'> {
  const withRecursive: Words<Selection | undefined> = new Map<string, WordReader<Selection | undefined>>([
    ...words,
    [RECURSIVE, () => undefined],
  ]);
  const read = readWordList(decoder, withRecursive, 'selection option');
  const selections = [...read.values()].filter((option) => option !== undefined);
  const recursive = read.has(RECURSIVE);
  if (recursive && !selections.some(({ isBase }) => isBase)) {
    throw new ImapSyntaxError(`${RECURSIVE} needs another selection option`);
  }
  return { selections, recursive };
}

function readReturns<Return>(decoder: Decoder, words: Words<Return>): Return[] | undefined {
  if (decoder.atEnd) return undefined;
  decoder.expectSpace();
  if (decoder.expectWord('RETURN') !== 'RETURN') throw new ImapSyntaxError('Expected RETURN');
  decoder.expectSpace();
  return [...readWordList(decoder, words, 'return option').values()];
}
