/**
 * Returns the form in which texts are compared, code point by code point (RFC 5051 2, i;unicode-casemap): decomposed, each letter
 * replaced by its single-letter title case of UnicodeData.txt. A letter's accents come before the next letter. The database function
 * `unicode_casemap` does the same.
 */
export function casemap(text: string): string {
  return text.normalize('NFKD').replace(/\p{Changes_When_Uppercased}/gu, titled);
}

/** Returns a negative number, 0 or a positive one. Compares UTF-8, because UTF-16 puts surrogates out of code point order. */
export function compareCasemapped(one: string, other: string): number {
  const [a, b] = [casemap(one), casemap(other)];
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Leaves letters without a title case of one letter (ß) as they are, and Georgian, whose title case is the small letter. */
function titled(letter: string): string {
  const upper = letter.toUpperCase();
  const isOne = upper.length === ((upper.codePointAt(0) as number) > 0xffff ? 2 : 1);
  return isOne && !/[\u10d0-\u10ff]/.test(letter) ? upper : letter;
}
