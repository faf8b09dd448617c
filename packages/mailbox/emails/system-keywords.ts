import { flagBit } from '@postroom/types';

/** Keywords that are system flags in IMAP (RFC 8621 4.1.1), with their bits. */
export const SYSTEM_KEYWORDS: ReadonlyMap<string, number> = new Map(
  ['seen', 'flagged', 'answered', 'draft'].map((name) => [`$${name}`, flagBit(`\\${name}`) as number]),
);

/** Splits keywords in lower case into the flags and keywords that an entry stores. */
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
