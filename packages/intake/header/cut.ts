/** Octets of a header, from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Returns the header without these octets. The spans may be in any order and overlap. */
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
