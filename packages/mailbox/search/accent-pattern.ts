import { ACCENTED_BY, foldAccents, MARKS } from '@postroom/mime';

/** Characters of a text that is found without its accents; nobody types more. */
const MAX_LENGTH = 200;

/** Of these scripts people leave accents and points out. */
const MARKED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/u;

const MARKS_BETWEEN = `[${MARKS}]*`;

const DOUBLE = [...ACCENTED_BY].filter(([folded]) => folded.length === 2);

/**
 * A regular expression of Postgres that finds a text in one that foldCase returned, as if foldAccents had been called for both. Undefined:
 * nothing but the text itself is found.
 */
export function accentPattern(text: string): string | undefined {
  const folded = [...foldAccents(text)];
  if (folded.length > MAX_LENGTH || !folded.some((letter) => MARKED.test(letter))) return undefined;
  const last = folded.length - 1;
  const letters = folded.map((letter, at) => [
    ...[letter, ...(ACCENTED_BY.get(letter) ?? [])],
    // Half of such a letter is found where the text begins or ends
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

/** How many letters are the same as this one. */
function sameFrom(folded: readonly string[], at: number): number {
  let end = at;
  while (folded[end] === folded[at]) end++;
  return end - at;
}

/** Of `sss` any two may be ß. A few letters too many or too few are found: nobody writes it. */
function longRun(letters: readonly string[], run: number): string {
  return `${oneOf(letters)}(?:${MARKS_BETWEEN}${oneOf(letters)}){${Math.ceil(run / 2) - 1},${run - 1}}`;
}

function oneOf(letters: readonly string[] = []): string {
  const [only] = letters;
  if (letters.length !== 1 || only === undefined) return `[${[...new Set(letters)].join('')}]`;
  return /[!-/:-@[-`{-~]/.test(only) ? `\\${only}` : only;
}
