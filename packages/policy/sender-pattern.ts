import { isIP } from 'node:net';
import { AddressRanges } from '@postroom/net';

/** Who a mail says it is from, and who brings it. */
export interface SenderNames {
  readonly client: string;
  /** Addresses of its authors, in lower case with A-labels. */
  readonly authors: readonly string[];
  /** The same of its reverse-path; '' is none. */
  readonly reversePath: string;
}

export interface SenderMatcher {
  readonly rule: 'always' | 'never';
  readonly pattern: string;
  /** Whether it is for clients, and not for senders. */
  readonly isOfClient: boolean;
  /** How particular it is: 1 means one sender or one client, less the more are meant. */
  readonly particular: number;
  matches(names: SenderNames): boolean;
}

/** Makes a rule ready to be compared with many mails. One that was kept and cannot be read any more means nobody. */
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
    // A reverse-path is anybody's to write: it can only speak against a mail.
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

/** By the letters that stand for themselves, where it is not one address alone. */
function particularOf(pattern: string): number {
  if (pattern.includes('@') && !pattern.includes('*')) return 1;
  const letters = pattern.replace(/[*@]/g, '').length;
  return letters / (letters + 10);
}

/** Whether an address is meant: by its domain alone, or by both its parts. The local part may have an `@` in quotes. */
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

/** `*` stands for anything. Linear in the text, which a stranger chooses, where an expression is not. */
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
 * The rule that counts: of the nearest scope that has one, the most particular there. One for a client and one for a sender cannot be
 * compared: then the one that refuses.
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
