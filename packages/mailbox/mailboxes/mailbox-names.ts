import { MailError, type SpecialUse } from '@postroom/types';

/** Separates levels of the hierarchy in mailbox names. */
export const DELIMITER = '/';

const MAX_LENGTH = 1000; // octets of UTF-8
const MAX_LEVELS = 50;
/** Characters before normalising, which takes three for one at most. */
const LONGEST_DECOMPOSED = 3 * MAX_LENGTH;

/** Mailboxes of one account. */
export const MAX_MAILBOXES = 10_000;

/** What a new account starts with; INBOX is made beside them. */
export const INITIAL_MAILBOXES: readonly { name: string; specialUse: SpecialUse }[] = [
  { name: 'Drafts', specialUse: '\\Drafts' },
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Archive', specialUse: '\\Archive' },
  { name: 'Junk', specialUse: '\\Junk' },
  { name: 'Trash', specialUse: '\\Trash' },
];

/**
 * The name as it is stored: INBOX in capitals (RFC 9051 5.1), Unicode in NFC so that two spellings of one name cannot
 * both exist. `*` and `%` are letters like others: such a name is listed by a wildcard and opened by its own. Throws
 * bad-mailbox-name for what no mail program could show or address.
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

/** Whether a mailbox can have this name, written as it is stored. */
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

/** The first level in capitals if it is INBOX in any case: ASCII letters alone, a dotless i is another name. */
export function foldInbox(name: string): string {
  return name.replace(/^inbox(?=\/|$)/i, 'INBOX');
}

/** Names above this one, outermost first: `a/b/c` gives `a`, `a/b`. */
export function ancestors(name: string): string[] {
  const levels = name.split(DELIMITER);
  return levels.slice(1).map((_, index) => levels.slice(0, index + 1).join(DELIMITER));
}

/** The name one level up; undefined at the top. */
export function parentOf(name: string): string | undefined {
  const at = name.lastIndexOf(DELIMITER);
  return at < 0 ? undefined : name.slice(0, at);
}

/** Every name that has another below it. */
export function parentsOf(names: Iterable<string>): Set<string> {
  const parents = new Set<string>();
  for (const name of names) {
    // Above a parent that is known, all are.
    for (let up = parentOf(name); up !== undefined && !parents.has(up); up = parentOf(up)) parents.add(up);
  }
  return parents;
}
