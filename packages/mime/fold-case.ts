/**
 * Text as it is kept and compared for search: NFKC, lower case, each run of white space one space, NULs and lone
 * surrogates gone (Postgres text can hold neither). NFKC rather than NFC, as RFC 5051 compares by compatibility: full-width and
 * half-width forms, ligatures and circled characters are found by typing the plain ones.
 */
export function foldCase(text: string): string {
  const isAscii = Buffer.byteLength(text) === text.length;
  return isAscii ? foldAscii(text) : foldBlanks(foldUnicode(text));
}

/** The same for ASCII, which is most mail: with so few characters to look for it takes a third of the time. */
function foldAscii(text: string): string {
  const printable = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return printable.toLowerCase().replace(/[\t-\r ]{2,}|[\t-\r]/g, ' ');
}

function foldUnicode(text: string): string {
  const bounded = text.toWellFormed().replace(longMarks, '$1');
  // A sigma is a sigma wherever in the word it stands
  return bounded.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/**
 * More combining marks in a row than any script uses (UAX 15 Stream-Safe Text: 30). Reordering them takes a normaliser
 * time quadratic in their number, so the rest is dropped. The two half-width kana marks become combining in NFKC.
 */
const longMarks = /([\p{M}\uFF9E\uFF9F]{30})[\p{M}\uFF9E\uFF9F]+/gu;

/** Each run of white space as one space, NULs dropped, nothing else changed. */
export function foldBlanks(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).replace(/\s{2,}|[^\S ]/g, ' ');
}

/** Text that Postgres can store: no NUL, no lone surrogate. */
export function storableText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}
