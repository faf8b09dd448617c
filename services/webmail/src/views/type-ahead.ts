/** Ms after which a letter begins a new word. */
const REST_MS = 1_000;
const { compare } = new Intl.Collator(undefined, { sensitivity: 'base' });

/**
 * Returns a function that finds the name beginning with the typed letters (WAI-ARIA menu pattern); repeating one letter goes to the next such
 * name. It returns an index, -1 where there is none, or undefined for a space that is no part of a word.
 */
export function typeAhead(): (key: string, names: readonly string[], at: number) => number | undefined {
  let typed = '';
  let lastAt = -Infinity;
  return (key, names, at) => {
    const now = performance.now();
    if (key === ' ' && now - lastAt > REST_MS) return undefined;
    typed = now - lastAt > REST_MS || typed === key ? key : typed + key;
    lastAt = now;
    const begins = (name: string): boolean => compare(name.trim().slice(0, typed.length), typed) === 0;
    const from = typed.length > 1 ? at : at + 1;
    const order = names.map((_, step) => (Math.max(from, 0) + step) % names.length);
    return order.find((index) => begins(names[index] ?? '')) ?? -1;
  };
}
