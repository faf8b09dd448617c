/** Octets of a header, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The header without those octets, which may be given in any order and overlap. What stays is as it was. */
export function cut(header: Buffer, spans: readonly Span[]): Buffer {
  if (spans.length === 0) return header;
  const kept = Buffer.allocUnsafe(header.length);
  let length = 0;
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start > at) length += header.copy(kept, length, at, start);
    at = Math.max(at, end);
  }
  length += header.copy(kept, length, at);
  return kept.subarray(0, length);
}
