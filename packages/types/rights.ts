/** A right in a mailbox: a letter of RFC 4314 2.1, or `0`, the right to rename it (which RFC 4314 includes in x, like deleting). */
export type Right = 'l' | 'r' | 's' | 'w' | 'i' | 'p' | 'k' | 'x' | 't' | 'e' | 'a' | '0';

export type Rights = ReadonlySet<Right>;

/** The rights of a mailbox's owner. */
export const ALL_RIGHTS: Rights = new Set<Right>(['l', 'r', 's', 'w', 'i', 'p', 'k', 'x', 't', 'e', 'a', '0']);

/**
 * Reads rights in a mailbox of somebody else, as they are stored; null means none. Letters that are not rights are left out, and so is p,
 * because mail is posted to accounts.
 */
export function readRights(letters: string | null): Rights {
  return new Set(
    [...(letters ?? '')].filter((letter): letter is Right => letter !== 'p' && ALL_RIGHTS.has(letter as Right)),
  );
}

/** Returns rights as they are stored: each letter once, in alphabetical order. */
export function formatRights(rights: Rights): string {
  return [...rights].sort().join('');
}
