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
  const expression = expressionOf(pattern);
  return {
    ...{ rule, pattern },
    // A reverse-path is anybody's to write: it can only speak against a mail.
    matches: ({ authors, reversePath }) =>
      authors.some((author) => expression.test(author)) ||
      (rule === 'never' && reversePath !== '' && expression.test(reversePath)),
  };
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('[^@]*');
  return new RegExp(pattern.includes('@') ? `^${source}$` : `@${source}$`, 'i');
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
