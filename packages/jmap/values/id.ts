/** RFC 8620 1.2: an Id has 1 to 255 octets of the base64url alphabet. */
const MAX_ID_OCTETS = 255;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_OCTETS && /^[A-Za-z0-9_-]+$/.test(value);
}

/**
 * What stands before the number in our ids, so that an id of one type is never taken for one of another, and begins with a
 * letter (RFC 8620 1.2 advises it).
 */
export type IdPrefix = 'a' | 'B' | 'M' | 'E' | 'T' | 'S' | 'I' | 'P' | 'N';

export function formatId(prefix: IdPrefix, number: number): string {
  return `${prefix}${number}`;
}

/** The number in an id of that type; undefined for any other text, which then is the id of nothing. */
export function readId(prefix: IdPrefix, id: string): number | undefined {
  if (id.length > 17 || !id.startsWith(prefix) || !/^[1-9][0-9]*$/.test(id.slice(prefix.length))) return undefined;
  const number = Number(id.slice(prefix.length));
  return Number.isSafeInteger(number) ? number : undefined;
}
