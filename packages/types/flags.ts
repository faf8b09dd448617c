/**
 * System flags (RFC 9051 2.3.2) as bits of one integer, the way they are stored. Keywords are stored as text beside it.
 * `\Recent` is not stored, because it belongs to a session.
 */
export const Flag = {
  Seen: 1,
  Answered: 2,
  Flagged: 4,
  Deleted: 8,
  Draft: 16,
} as const;

const NAMES: readonly (readonly [number, string])[] = [
  [Flag.Answered, '\\Answered'],
  [Flag.Flagged, '\\Flagged'],
  [Flag.Deleted, '\\Deleted'],
  [Flag.Seen, '\\Seen'],
  [Flag.Draft, '\\Draft'],
];

/** The names of all system flags, in the order in which they are shown. */
export const SYSTEM_FLAGS: readonly string[] = NAMES.map(([, name]) => name);

/** Returns the bit of a system flag, in any case; undefined when it is not a system flag. */
export function flagBit(name: string): number | undefined {
  const wanted = name.toLowerCase();
  return NAMES.find(([, known]) => known.toLowerCase() === wanted)?.[0];
}

/** Returns the names of the set bits, e.g. `['\\Answered', '\\Seen']`. */
export function flagNames(bits: number): string[] {
  return NAMES.filter(([bit]) => bits & bit).map(([, name]) => name);
}
