import type { Model } from './model.ts';

/** Nothing is known. */
export const NEUTRAL = 0.5;

/** How much a word that was never seen counts (Robinson's s and x). */
const STRENGTH = 0.45;
/** Words that say little are left out, and of the others the strongest are asked. */
const MIN_DISTANCE = 0.1;
const MAX_ASKED = 150;

/**
 * How much a message looks like spam, 0 to 1, by its words: probabilities as Robinson estimates them, combined by Fisher's method, so
 * that a text that says both, or nothing, is in the middle.
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

/** The chance of a sum of squares as large by accident, with twice `half` degrees of freedom. */
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
