import { flagBit } from '@postroom/types';

/** Keywords that IMAP has as system flags (RFC 8621 4.1.1), with their bits. */
export const SYSTEM_KEYWORDS: ReadonlyMap<string, number> = new Map(
  ['seen', 'flagged', 'answered', 'draft'].map((name) => [`$${name}`, flagBit(`\\${name}`) as number]),
);

/** Keywords, in lower case, as an entry keeps them. */
export function storedKeywords(names: Iterable<string>): { flags: number; keywords: string[] } {
  let flags = 0;
  const keywords: string[] = [];
  for (const name of names) {
    const bit = SYSTEM_KEYWORDS.get(name);
    if (bit === undefined) keywords.push(name);
    else flags |= bit;
  }
  return { flags, keywords };
}
