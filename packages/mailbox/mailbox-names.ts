import { MailError, type SpecialUse } from '@postroom/types';

/** Separates levels of the hierarchy in mailbox names. */
export const DELIMITER = '/';

const MAX_LENGTH = 1000; // octets of UTF-8
const MAX_LEVELS = 50;

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
 * both exist. Throws bad-mailbox-name for what no mail program could show or address.
 */
export function normalizeMailboxName(name: string): string {
  const levels = name.normalize('NFC').split(DELIMITER);
  if (levels[0]?.toUpperCase() === 'INBOX') levels[0] = 'INBOX';
  const normal = levels.join(DELIMITER);
  if (normal === '' || levels.some((level) => level === '')) bad('a level of the name is empty');
  if (levels.length > MAX_LEVELS) bad(`more than ${MAX_LEVELS} levels`);
  if (Buffer.byteLength(normal) > MAX_LENGTH) bad(`longer than ${MAX_LENGTH} octets`);
  // RFC 9051 5.1: no control characters; `*` and `%` are wildcards that LIST could not tell apart.
  if (/[\p{Cc}\u2028\u2029*%]/u.test(normal)) bad('control characters, * and % are not allowed');
  if (!normal.isWellFormed()) bad('not valid Unicode');
  return normal;
}

function bad(why: string): never {
  throw new MailError('bad-mailbox-name', `Mailbox name: ${why}`);
}

/** Names above this one, outermost first: `a/b/c` gives `a`, `a/b`. */
export function ancestors(name: string): string[] {
  const levels = name.split(DELIMITER);
  return levels.slice(1).map((_, index) => levels.slice(0, index + 1).join(DELIMITER));
}
