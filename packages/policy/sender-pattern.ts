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
  matches(names: SenderNames): boolean;
}

/** Makes a rule ready to be compared with many mails. */
export function senderMatcher({ rule, pattern }: Pick<SenderMatcher, 'rule' | 'pattern'>): SenderMatcher {
  if (isIP(pattern.split('/', 1)[0] ?? '') !== 0) {
    const ranges = AddressRanges.parse(pattern);
    return { rule, pattern, matches: ({ client }) => ranges.has(client) };
  }
  const isMeant = addressTest(pattern);
  return {
    ...{ rule, pattern },
    // A reverse-path is anybody's to write: it can only speak against a mail.
    matches: ({ authors, reversePath }) =>
      authors.some(isMeant) || (rule === 'never' && reversePath !== '' && isMeant(reversePath)),
  };
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

/** The rule that counts: of the nearest scope that has one, the most particular there. */
export function ruleFor(scopes: readonly (readonly SenderMatcher[])[], names: SenderNames): SenderMatcher | undefined {
  for (const scope of scopes) {
    const found = scope.filter((matcher) => matcher.matches(names));
    if (found.length > 0) return found.reduce((best, next) => (isNearer(next, best) ? next : best));
  }
  return undefined;
}

function isNearer(one: SenderMatcher, other: SenderMatcher): boolean {
  const more = one.pattern.length - other.pattern.length;
  return more === 0 ? one.rule === 'never' : more > 0;
}
