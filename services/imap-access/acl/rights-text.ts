import { ImapSyntaxError } from '@postroom/imap';
import { type Rights, readRights } from '@postroom/types';

/** The rights in the order of RFC 4314 2.1, and one of our own at the end. */
const LETTERS = 'lrswipkxtea0';

/** The obsolete letters of RFC 2086, and the rights that they stand for (RFC 4314 2.1.1). */
const OBSOLETE: Readonly<Record<string, string>> = { c: 'k', d: 'xte' };

/** In IMAP `x` includes renaming (RFC 4314 2.1); for JMAP's mayRename that is a letter of its own, 0. IMAP sets both together. */
const TIED: Readonly<Record<string, string>> = { x: 'x0', '0': 'x0' };

/** Rights that can be given to an account independently of each other (RFC 4314 3.7). */
export const GRANTABLE: readonly string[] = ['l', 'r', 's', 'w', 'i', 'k', 'x0', 't', 'e', 'a', 'c', 'd'];

/** Returns rights as in ACL and MYRIGHTS: with an obsolete letter if any of the rights that it stands for is there (RFC 4314 2.1.1). */
export function rightsText(rights: Rights): string {
  const letters = [...LETTERS].filter((letter) => (rights as ReadonlySet<string>).has(letter));
  const obsolete = Object.entries(OBSOLETE).filter(([, members]) => letters.some((each) => members.includes(each)));
  return [...letters, ...obsolete.map(([letter]) => letter)].join('');
}

/** The rights that an account has after SETACL (RFC 4314 3.1). Throws BAD for letters that are no rights. */
export function changedRights(before: Rights, change: string): Rights {
  const [sign] = change;
  const letters = expand(sign === '+' || sign === '-' ? change.slice(1) : change);
  if (sign === '+') return readRights([...before, ...letters].join(''));
  if (sign === '-') return readRights([...before].filter((letter) => !letters.includes(letter)).join(''));
  return readRights(letters);
}

/** Returns each letter once, with obsolete and tied letters replaced. Throws BAD for letters that are no rights. */
function expand(letters: string): string {
  const plain = [...new Set(letters)].join('').replace(/[cd]/g, (letter) => OBSOLETE[letter] ?? letter);
  const wrong = [...plain].find((letter) => !LETTERS.includes(letter));
  if (wrong !== undefined) throw new ImapSyntaxError('Unknown right');
  return plain.replace(/[x0]/g, (letter) => TIED[letter] ?? letter);
}
