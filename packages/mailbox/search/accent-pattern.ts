import { ACCENTED_BY, foldAccents, MARKS } from '@postroom/mime';

/** The most characters of a text that is also found with other accents; nobody types more. */
const MAX_LENGTH = 200;

/** Scripts whose accents and points people often leave out. */
const MARKED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/u;

const MARKS_BETWEEN = `[${MARKS}]*`;

const DOUBLE = [...ACCENTED_BY].filter(([folded]) => folded.length === 2);

/**
 * Returns a regular expression of Postgres that finds a text in one that foldCase returned, as if foldAccents had been applied to both.
 * Undefined when only the text itself would be found.
 */
export function accentPattern(text: string): string | undefined {
  const folded = [...foldAccents(text)];
  if (folded.length > MAX_LENGTH || !folded.some((letter) => MARKED.test(letter))) return undefined;
  const last = folded.length - 1;
  const letters = folded.map((letter, at) => [
    ...[letter, ...(ACCENTED_BY.get(letter) ?? [])],
    // At its beginning or end, the text may match half of a letter that folds to two.
    ...DOUBLE.filter(([two]) => (at === 0 && two[1] === letter) || (at === last && two[0] === letter)).flatMap(
      ([, accented]) => accented,
    ),
  ]);
  const pieces: string[] = [];
  for (let at = 0; at <= last; ) {
    const run = sameFrom(folded, at);
    const two = ACCENTED_BY.get(`${folded[at]}${folded[at + 1]}`);
    if (two && run > 2) pieces.push(longRun([...(letters[at] as string[]), ...two], run));
    else if (two) pieces.push(`(?:${oneOf(letters[at])}${MARKS_BETWEEN}${oneOf(letters[at + 1])}|${oneOf(two)})`);
    else pieces.push(oneOf(letters[at]));
    at += two ? Math.max(2, run) : 1;
  }
  return pieces.join(MARKS_BETWEEN);
}

/** Returns how many equal letters begin here. */
function sameFrom(folded: readonly string[], at: number): number {
  let end = at;
  while (folded[end] === folded[at]) end++;
  return end - at;
}

/** In `sss` any two letters may be one ß. The pattern may match a few letters too many or too few, but nobody writes such a text. */
function longRun(letters: readonly string[], run: number): string {
  return `${oneOf(letters)}(?:${MARKS_BETWEEN}${oneOf(letters)}){${Math.ceil(run / 2) - 1},${run - 1}}`;
}

function oneOf(letters: readonly string[] = []): string {
  const [only] = letters;
  if (letters.length !== 1 || only === undefined) return `[${[...new Set(letters)].join('')}]`;
  return /[!-/:-@[-`{-~]/.test(only) ? `\\${only}` : only;
}
