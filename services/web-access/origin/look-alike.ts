import { asRead } from '@postroom/policy/as-read';
import { displayDomain } from '@postroom/smtp';

/** Names that are shorter are like many others. */
const MIN_LETTERS = 6;

/**
 * Which of the known domains a hasty reader takes this one for: other letters that look the same, or one letter changed, added, left
 * out or two swapped. Undefined: none, or it is one of them. All in A-labels.
 */
export function lookAlike(domain: string, known: readonly string[]): string | undefined {
  if (known.some((one) => isBelow(domain, one) || isBelow(one, domain))) return undefined;
  const shown = displayDomain(domain);
  return known.find((one) => {
    const other = displayDomain(one);
    if (other.length < MIN_LETTERS) return false;
    return asRead(shown) === asRead(other) || isOneLetterApart(shown, other);
  });
}

function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Of the whole name: what differs in its last label alone is another country's, and no likeness. */
function isOneLetterApart(one: string, other: string): boolean {
  const [a, b] = [nameAndEnd(one), nameAndEnd(other)];
  if (a.end !== b.end || Math.min(a.name.length, b.name.length) < MIN_LETTERS - 1) return false;
  return isOneStep(a.name, b.name);
}

function nameAndEnd(domain: string): { name: string; end: string } {
  const dot = domain.lastIndexOf('.');
  return { name: domain.slice(0, Math.max(dot, 0)), end: domain.slice(dot + 1) };
}

function isOneStep(a: string, b: string): boolean {
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
