/** What may be done with a mailbox: the letters of RFC 4314 2.1. */
export type Right = 'l' | 'r' | 's' | 'w' | 'i' | 'p' | 'k' | 'x' | 't' | 'e' | 'a';

export type Rights = ReadonlySet<Right>;

/** Those of a mailbox's owner. */
export const ALL_RIGHTS: Rights = new Set<Right>(['l', 'r', 's', 'w', 'i', 'p', 'k', 'x', 't', 'e', 'a']);
