/** The most wrong, missing, extra or exchanged letters in a name that counts as misspelt. */
const MOST_FAULTS = 2;
/** Shorter words before the `_` are similar to too many others. */
const MIN_NAME = 6;
/** Variables of OpenSSL, which any program may use. */
const OF_OTHERS: readonly string[] = ['SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** A variable that nothing reads, and the one that was probably meant. */
export interface Misspelt {
  readonly name: string;
  readonly meant: string;
}

/**
 * Returns variables that are set, that nothing reads, and whose names are similar to a known one: otherwise nobody would notice them.
 * In alphabetical order.
 * @param known all names that some program of the platform reads
 */
export function misspeltVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Misspelt[] {
  const read = new Set(known.flatMap((name) => [name, `${name}_FILE`]));
  const isKnown = (name: string) => read.has(name) || OF_OTHERS.includes(name);
  return Object.keys(env)
    .filter((name) => env[name] && /^[A-Z0-9]+_[A-Z0-9_]+$/.test(name) && name.length >= MIN_NAME && !isKnown(name))
    .sort()
    .flatMap((name) => {
      const meant = nearest(name, read);
      return meant === undefined ? [] : [{ name, meant }];
    });
}

/** Returns the warning for the operator. */
export function misspeltText({ name, meant }: Misspelt): string {
  return `Unknown variable ${name} is ignored: did you mean ${meant}?`;
}

function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = MOST_FAULTS + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const faults = distance(name, candidate);
    if (faults < fewest) [best, fewest] = [candidate, faults];
  }
  return best;
}

/**
 * Returns how many letters must be changed, added, left out or exchanged with the next one; some number above MOST_FAULTS where it is more.
 * It stops early, because Kubernetes sets hundreds of variables, and nearly all differ in their first letters.
 */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isExchanged = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isExchanged ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    // An exchange reaches back two rows.
    if (Math.min(...next, ...last) > MOST_FAULTS) break;
    [before, last] = [last, next];
  }
  return last[to.length] ?? 0;
}
