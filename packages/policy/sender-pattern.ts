import { isIP } from 'node:net';
import { AddressRanges } from '@postroom/net';

/** The names of a message that sender rules match: authors, reverse-path and client. */
export interface SenderNames {
  readonly client: string;
  /** Addresses of the authors, in lower case with A-labels. */
  readonly authors: readonly string[];
  /** The reverse-path in the same form; '' for none. */
  readonly reversePath: string;
}

export interface SenderMatcher {
  readonly rule: 'always' | 'never';
  readonly pattern: string;
  /** Whether the rule matches clients, not senders. */
  readonly isOfClient: boolean;
  /** How specific the rule is: 1 for one sender or one client, less the more it matches. */
  readonly particular: number;
  matches(names: SenderNames): boolean;
}

/** Prepares a rule for matching many messages. A stored rule that cannot be parsed any more matches nobody. */
export function senderMatcher({ rule, pattern }: Pick<SenderMatcher, 'rule' | 'pattern'>): SenderMatcher {
  const [address = '', bits] = pattern.split('/');
  const family = isIP(address);
  if (family !== 0) {
    const ranges = rangesOf(pattern);
    const particular = bits === undefined ? 1 : Number(bits) / (family === 6 ? 128 : 32);
    return { rule, pattern, isOfClient: true, particular, matches: ({ client }) => ranges?.has(client) ?? false };
  }
  const isMeant = addressTest(pattern);
  return {
    rule,
    pattern,
    isOfClient: false,
    particular: particularOf(pattern),
    // Anybody can write any reverse-path, so it only counts for rules that refuse.
    matches: ({ authors, reversePath }) =>
      authors.some(isMeant) || (rule === 'never' && reversePath !== '' && isMeant(reversePath)),
  };
}

function rangesOf(pattern: string): AddressRanges | undefined {
  try {
    return AddressRanges.parse(pattern);
  } catch {
    return undefined;
  }
}

/** Rates a pattern by its literal letters, unless it is one complete address. */
function particularOf(pattern: string): number {
  if (pattern.includes('@') && !pattern.includes('*')) return 1;
  const letters = pattern.replace(/[*@]/g, '').length;
  return letters / (letters + 10);
}

/** Returns a test of addresses: by the domain alone, or by both parts. The local part may have an `@` in quotes. */
function addressTest(pattern: string): (address: string) => boolean {
  const [local, domain] = parted(pattern);
  const [isLocal, isDomain] = [wildcardTest(local), wildcardTest(domain)];
  return (address) => {
    const [its, host] = parted(address);
    return isDomain(host) && (!pattern.includes('@') || isLocal(its));
  };
}

function parted(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, Math.max(at, 0)), address.slice(at + 1)];
}

/** Returns a matcher in which `*` stands for anything. Takes linear time on texts that strangers choose; a regular expression does not. */
function wildcardTest(pattern: string): (text: string) => boolean {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return (text) => text === start;
  return (text) => {
    if (!text.startsWith(start) || !text.endsWith(end)) return false;
    let at = start.length;
    for (const part of others) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at + end.length <= text.length;
  };
}

/**
 * Returns the rule that counts: the most specific one of the nearest scope that has any. Between a rule for a client and one for a sender,
 * which cannot be compared, the one that refuses wins.
 */
export function ruleFor(scopes: readonly (readonly SenderMatcher[])[], names: SenderNames): SenderMatcher | undefined {
  for (const scope of scopes) {
    const found = scope.filter((matcher) => matcher.matches(names));
    const best = [true, false].flatMap((isOfClient) => mostParticular(found, isOfClient) ?? []);
    if (best.length > 0) return best.find(({ rule }) => rule === 'never') ?? best[0];
  }
  return undefined;
}

function mostParticular(found: readonly SenderMatcher[], isOfClient: boolean): SenderMatcher | undefined {
  return found
    .filter((matcher) => matcher.isOfClient === isOfClient)
    .reduce<SenderMatcher | undefined>((best, next) => (best && !isNearer(next, best) ? best : next), undefined);
}

function isNearer(one: SenderMatcher, other: SenderMatcher): boolean {
  const more = one.particular - other.particular;
  return more === 0 ? one.rule === 'never' : more > 0;
}
