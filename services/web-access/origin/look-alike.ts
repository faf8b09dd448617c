import { asRead } from '@postroom/policy/as-read';
import { displayDomain } from '@postroom/smtp';

/** Shorter names are similar to many others. */
const MIN_LETTERS = 6;

/**
 * Returns the known domain for which a hasty reader takes this one: its letters look the same, or one letter is changed, added, left out,
 * or two are swapped. Undefined for no such domain, or if this one is known. All domains are in A-labels.
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

/** Compares names without their last label: a domain that differs only there is that of another country, and no imitation. */
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
