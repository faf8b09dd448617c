/**
 * Returns text as it is kept and compared for search: NFKC, lower case, each run of white space one space, without NULs and lone
 * surrogates (Postgres text can hold neither). NFKC rather than NFC, as RFC 5051 compares by compatibility: full-width and
 * half-width forms, ligatures and circled characters are found by typing the plain ones.
 */
export function foldCase(text: string): string {
  const isAscii = Buffer.byteLength(text) === text.length;
  return isAscii ? foldAscii(text) : foldBlanks(foldUnicode(text));
}

/** Folds ASCII, which is most mail, faster than the general way. */
function foldAscii(text: string): string {
  const printable = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return printable.toLowerCase().replace(/[\t-\r ]{2,}|[\t-\r]/g, ' ');
}

function foldUnicode(text: string): string {
  const bounded = text.toWellFormed().replace(longMarks, '$1');
  // A final sigma compares equal to any other sigma
  return bounded.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/**
 * More combining marks in a row than any script uses (UAX 15 Stream-Safe Text: 30). A normaliser needs quadratic time to
 * reorder them, so the rest is dropped. The two half-width kana marks become combining in NFKC.
 */
const longMarks = /([\p{M}\uFF9E\uFF9F]{30})[\p{M}\uFF9E\uFF9F]+/gu;

/** Replaces each run of white space with one space and drops NULs; nothing else changes. */
export function foldBlanks(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).replace(/\s{2,}|[^\S ]/g, ' ');
}

/** Returns text that Postgres can store: without NULs and lone surrogates. */
export function storableText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}
