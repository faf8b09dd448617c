import { MailError, type SpecialUse } from '@postroom/types';

/** The hierarchy delimiter in mailbox names. */
export const DELIMITER = '/';

const MAX_LENGTH = 1000; // octets of UTF-8
const MAX_LEVELS = 50;
/** The most characters before normalisation, which turns at most three into one. */
const LONGEST_DECOMPOSED = 3 * MAX_LENGTH;

/** The most mailboxes of one account. */
export const MAX_MAILBOXES = 10_000;

/** The mailboxes of a new account, besides INBOX. */
export const INITIAL_MAILBOXES: readonly { name: string; specialUse: SpecialUse }[] = [
  { name: 'Drafts', specialUse: '\\Drafts' },
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Archive', specialUse: '\\Archive' },
  { name: 'Junk', specialUse: '\\Junk' },
  { name: 'Trash', specialUse: '\\Trash' },
];

/**
 * Returns a name as it is stored: INBOX in capitals (RFC 9051 5.1), Unicode in NFC, so that two spellings of one name cannot
 * both exist. `*` and `%` are allowed: such a mailbox is listed by a wildcard and opened by its name. Throws bad-mailbox-name for
 * names that no mail program could show or address.
 */
export function normaliseMailboxName(name: string): string {
  if (name.length > LONGEST_DECOMPOSED) bad(`it is longer than ${MAX_LENGTH} octets`);
  const normal = foldInbox(name.normalize('NFC'));
  const levels = normal.split(DELIMITER);
  if (levels.some((level) => level === '')) bad('a level of it is empty');
  if (levels.length > MAX_LEVELS) bad(`it has more than ${MAX_LEVELS} levels`);
  if (Buffer.byteLength(normal) > MAX_LENGTH) bad(`it is longer than ${MAX_LENGTH} octets`);
  // RFC 9051 5.1: no control characters.
  if (/[\p{Cc}\u2028\u2029]/u.test(normal)) bad('control characters are not allowed');
  if (!normal.isWellFormed()) bad('it is not valid Unicode');
  return normal;
}

/** Returns whether a mailbox can have this name, spelled as it is stored. */
export function isMailboxName(name: string): boolean {
  try {
    return normaliseMailboxName(name) === name;
  } catch {
    return false;
  }
}

function bad(why: string): never {
  throw new MailError('bad-mailbox-name', `A mailbox cannot have this name: ${why}`);
}

/** Writes the first level in capitals if it is INBOX in any case. Only ASCII letters count: a dotless i makes another name. */
export function foldInbox(name: string): string {
  return name.replace(/^inbox(?=\/|$)/i, 'INBOX');
}

/** Returns the names above this one, outermost first: for `a/b/c` these are `a`, `a/b`. */
export function ancestors(name: string): string[] {
  const levels = name.split(DELIMITER);
  return levels.slice(1).map((_, index) => levels.slice(0, index + 1).join(DELIMITER));
}

/** Returns the name one level up; undefined at the top. */
export function parentOf(name: string): string | undefined {
  const at = name.lastIndexOf(DELIMITER);
  return at < 0 ? undefined : name.slice(0, at);
}

/** Returns every name that has another name below it. */
export function parentsOf(names: Iterable<string>): Set<string> {
  const parents = new Set<string>();
  for (const name of names) {
    // Once a parent is in the set, all names above it are as well.
    for (let up = parentOf(name); up !== undefined && !parents.has(up); up = parentOf(up)) parents.add(up);
  }
  return parents;
}
