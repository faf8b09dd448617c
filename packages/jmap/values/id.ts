/** RFC 8620 1.2: an Id has 1 to 255 octets of the base64url alphabet. */
const MAX_ID_OCTETS = 255;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_OCTETS && /^[A-Za-z0-9_-]+$/.test(value);
}

/**
 * The letter before the number in our ids. An id of one type is never mistaken for one of another, and begins with a
 * letter, as RFC 8620 1.2 advises.
 */
export type IdPrefix = 'a' | 'B' | 'M' | 'E' | 'T' | 'S' | 'I' | 'P' | 'N' | 'R';

export function formatId(prefix: IdPrefix, number: number): string {
  return `${prefix}${number}`;
}

/** Returns the number in an id of that type; undefined for any other text, which matches no object. */
export function readId(prefix: IdPrefix, id: string): number | undefined {
  if (id.length > 17 || !id.startsWith(prefix) || !/^[1-9][0-9]*$/.test(id.slice(prefix.length))) return undefined;
  const number = Number(id.slice(prefix.length));
  return Number.isSafeInteger(number) ? number : undefined;
}
