import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readStatusItems, type StatusItem } from './status-items.ts';

/** Which mailboxes (RFC 5258 3.1; SPECIAL-USE: RFC 6154 2). */
export type ListSelection = 'SUBSCRIBED' | 'REMOTE' | 'RECURSIVEMATCH' | 'SPECIAL-USE';

/** What is told of each (RFC 5258 3.2, RFC 6154 2). */
export type ListReturn = 'SUBSCRIBED' | 'CHILDREN' | 'SPECIAL-USE';

export interface ListArguments {
  /** Options, a list of patterns or RETURN were given: the command is that of RFC 5258. */
  readonly extended: boolean;
  /** The pattern is the empty name in a command of RFC 3501: the delimiter and the root are asked for (6.3.8). */
  readonly asksRoot: boolean;
  readonly selection: ReadonlySet<ListSelection>;
  /** The reference and each pattern as one; a pattern that no mailbox can be like is left out. */
  readonly patterns: readonly string[];
  readonly returned: ReadonlySet<ListReturn>;
  /** RFC 5819: what STATUS would tell of each. */
  readonly status: readonly StatusItem[] | undefined;
}

const SELECTIONS: readonly string[] = [
  'SUBSCRIBED',
  'REMOTE',
  'RECURSIVEMATCH',
  'SPECIAL-USE',
] satisfies ListSelection[];
const RETURNS: readonly string[] = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'] satisfies ListReturn[];

/** A client asks for a handful; each is work for every mailbox. */
const MAX_PATTERNS = 100;

/** The arguments of LIST, its first space included (RFC 5258 6). */
export function readListArguments(decoder: Decoder): ListArguments {
  decoder.expectSpace();
  const options = decoder.list(() => selection(decoder));
  if (options) decoder.expectSpace();
  const reference = decoder.expectListMailbox();
  decoder.expectSpace();
  const several = decoder.list(() => decoder.expectListMailbox());
  if (several?.length === 0) throw new ImapSyntaxError('Expected a mailbox pattern');
  const patterns = several ?? [decoder.expectListMailbox()];
  if (patterns.length > MAX_PATTERNS) throw new ImapSyntaxError('Too many patterns', { status: 'NO', code: 'LIMIT' });
  const { returned, status, given } = readReturn(decoder);
  const extended = options !== undefined || several !== undefined || given;
  return {
    extended,
    asksRoot: !extended && patterns[0] === '',
    selection: checked(new Set(options)),
    patterns: reference === undefined ? [] : patterns.flatMap((each) => (each === undefined ? [] : [reference + each])),
    returned,
    status,
  };
}

function selection(decoder: Decoder): ListSelection {
  const word = decoder.expectWord('a selection option');
  if (!SELECTIONS.includes(word)) throw new ImapSyntaxError(`Unknown selection option ${word.slice(0, 40)}`);
  return word as ListSelection;
}

/** RECURSIVEMATCH says how another option is meant, and nothing by itself (RFC 5258 3.1). */
function checked(options: ReadonlySet<ListSelection>): ReadonlySet<ListSelection> {
  if (options.has('RECURSIVEMATCH') && !options.has('SUBSCRIBED') && !options.has('SPECIAL-USE')) {
    throw new ImapSyntaxError('RECURSIVEMATCH needs another selection option');
  }
  return options;
}

function readReturn(decoder: Decoder): Pick<ListArguments, 'returned' | 'status'> & { given: boolean } {
  const returned = new Set<ListReturn>();
  let status: StatusItem[] | undefined;
  if (decoder.atEnd) return { returned, status, given: false };
  decoder.expectSpace();
  if (decoder.expectWord('RETURN') !== 'RETURN') throw new ImapSyntaxError('Expected RETURN');
  decoder.expectSpace();
  decoder.expectList(() => {
    const word = decoder.expectWord('a return option');
    if (word === 'STATUS') {
      decoder.expectSpace();
      status = readStatusItems(decoder);
    } else if (RETURNS.includes(word)) returned.add(word as ListReturn);
    else throw new ImapSyntaxError(`Unknown return option ${word.slice(0, 40)}`);
  });
  return { returned, status, given: true };
}
