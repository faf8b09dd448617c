/** Returns the numbers that are in both lists. All lists are ascending; the work grows with their lengths. */
export function common(some: Uint32Array, others: Uint32Array): Uint32Array {
  const found = new Uint32Array(Math.min(some.length, others.length));
  let count = 0;
  for (let i = 0, k = 0; i < some.length && k < others.length; ) {
    const one = some[i] as number;
    const other = others[k] as number;
    if (one === other) found[count++] = one;
    if (one <= other) i += 1;
    if (other <= one) k += 1;
  }
  return found.subarray(0, count);
}

/** Returns the numbers that are in at least one of two lists, each once. All lists are ascending. */
export function union(some: Uint32Array, others: Uint32Array): Uint32Array {
  if (some.length === 0 || others.length === 0) return some.length === 0 ? others : some;
  const whole = new Uint32Array(some.length + others.length);
  let count = 0;
  for (let i = 0, k = 0; i < some.length || k < others.length; ) {
    const one = some[i] ?? Number.POSITIVE_INFINITY;
    const other = others[k] ?? Number.POSITIVE_INFINITY;
    whole[count++] = Math.min(one, other);
    if (one <= other) i += 1;
    if (other <= one) k += 1;
  }
  return whole.subarray(0, count);
}
