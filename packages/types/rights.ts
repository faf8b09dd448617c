/** What may be done with a mailbox: the letters of RFC 4314 2.1, and `0`, that it may be renamed (there x, as deleting it). */
export type Right = 'l' | 'r' | 's' | 'w' | 'i' | 'p' | 'k' | 'x' | 't' | 'e' | 'a' | '0';

export type Rights = ReadonlySet<Right>;

/** Those of a mailbox's owner. */
export const ALL_RIGHTS: Rights = new Set<Right>(['l', 'r', 's', 'w', 'i', 'p', 'k', 'x', 't', 'e', 'a', '0']);

/**
 * Rights in a mailbox of somebody else, as they are stored; null: none. Letters that are no rights are left out, and so is p: mail
 * is posted to accounts.
 */
export function readRights(letters: string | null): Rights {
  return new Set(
    [...(letters ?? '')].filter((letter): letter is Right => letter !== 'p' && ALL_RIGHTS.has(letter as Right)),
  );
}

/** As they are stored: each letter once, in the order of the alphabet. */
export function formatRights(rights: Rights): string {
  return [...rights].sort().join('');
}
