/**
 * What texts are compared by, code point by code point (RFC 5051 2, i;unicode-casemap): decomposed, and each letter in the title case of UnicodeData.txt, which is
 * one letter for one. Letters come with all their accents before the next letter. `unicode_casemap` of the database is the same.
 */
export function casemap(text: string): string {
  return text.normalize('NFKD').replace(/\p{Changes_When_Uppercased}/gu, titled);
}

/** Negative, 0 or positive. UTF-16 has the order of code points but for surrogates, which are octets of UTF-8 in theirs. */
export function compareCasemapped(one: string, other: string): number {
  const [a, b] = [casemap(one), casemap(other)];
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What has no title case of one letter (ß), and Georgian, whose title case is the small one, stays. */
function titled(letter: string): string {
  const upper = letter.toUpperCase();
  const isOne = upper.length === ((upper.codePointAt(0) as number) > 0xffff ? 2 : 1);
  return isOne && !/[\u10d0-\u10ff]/.test(letter) ? upper : letter;
}
