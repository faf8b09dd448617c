import type { Model } from './model.ts';

/** The score when nothing is known. */
export const NEUTRAL = 0.5;

/** The weight of the neutral assumption for rarely seen words (Robinson's s; his x is NEUTRAL). */
const STRENGTH = 0.45;
/** Words closer to neutral than MIN_DISTANCE are left out; of the others the strongest MAX_ASKED count. */
const MIN_DISTANCE = 0.1;
const MAX_ASKED = 150;

/**
 * Returns how much a message looks like spam, 0 to 1. Word probabilities are estimated by Robinson's method and combined by Fisher's, so
 * a text with evidence for both, or for neither, scores in the middle.
 */
export function score(tokens: readonly number[], model: Model): number {
  const { total } = model;
  if (total.spam <= 0 || total.ham <= 0) return NEUTRAL;
  const decisive: number[] = [];
  for (const token of tokens) {
    const seen = model.seen(token);
    if (!seen) continue;
    const inSpam = Math.min(1, seen.spam / total.spam);
    const inHam = Math.min(1, seen.ham / total.ham);
    if (inSpam + inHam === 0) continue;
    const times = seen.spam + seen.ham;
    const estimated = inSpam / (inSpam + inHam);
    const weighted = (STRENGTH * NEUTRAL + times * estimated) / (STRENGTH + times);
    if (Math.abs(weighted - NEUTRAL) >= MIN_DISTANCE) decisive.push(weighted);
  }
  if (decisive.length === 0) return NEUTRAL;
  decisive.sort((a, b) => Math.abs(b - NEUTRAL) - Math.abs(a - NEUTRAL));
  const asked = decisive.slice(0, MAX_ASKED);
  const spamminess = 1 - chiSquare(-2 * sum(asked.map((p) => Math.log(1 - p))), asked.length);
  const hamminess = 1 - chiSquare(-2 * sum(asked.map((p) => Math.log(p))), asked.length);
  return (1 + spamminess - hamminess) / 2;
}

/** Returns the probability that chi-square with twice `half` degrees of freedom is at least `value`. */
function chiSquare(value: number, half: number): number {
  const m = value / 2;
  let term = Math.exp(-m);
  let chance = term;
  for (let step = 1; step < half; step++) {
    term *= m / step;
    chance += term;
  }
  return Math.min(chance, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
