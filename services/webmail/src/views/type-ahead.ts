/** Ms after which letters begin a new word. */
const REST_MS = 1_000;
const { compare } = new Intl.Collator(undefined, { sensitivity: 'base' });

/**
 * Leads to what begins with the letters that are typed (WAI-ARIA menu pattern); one letter again and again goes on to the next. Returns
 * its index, -1 where there is none; undefined: a space that is none of them.
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
