/** Octets of a header, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The header without those octets, which may be given in any order and overlap. What stays is as it was. */
export function cut(header: Buffer, spans: readonly Span[]): Buffer {
  if (spans.length === 0) return header;
  const kept: Buffer[] = [];
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start > at) kept.push(header.subarray(at, start));
    at = Math.max(at, end);
  }
  kept.push(header.subarray(at));
  return Buffer.concat(kept);
}
