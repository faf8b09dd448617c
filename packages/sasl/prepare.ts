/** Characters that are mapped to nothing (RFC 3454 B.1). */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
const PROHIBITED = /[\p{Cc}\p{Co}\p{Cs}\u2028\u2029\ufff9-\uffff]/u;

/**
 * Returns the canonical form of a name or password (RFC 4013), whatever keyboard wrote it. Null where it has prohibited characters.
 * Some harmless ones are accepted (directions, noncharacters): a client's input has been through its own SASLprep.
 */
export function saslPrep(text: string): string | null {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  return prepared === '' || PROHIBITED.test(prepared) ? null : prepared;
}
