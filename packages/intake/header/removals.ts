import { FieldCursor } from '@postroom/mime';
import type { HeaderRemoval } from '@postroom/scan';
import type { Span } from './cut.ts';

/**
 * Returns the places of the fields to remove, folded lines included. Only fields that may have to go are remembered, so a header with very
 * many fields costs little.
 * @param also returns whether all fields with this name (in lower case) go as well
 */
export function findRemovals(
  header: Buffer,
  removals: readonly HeaderRemoval[],
  also: (name: string) => boolean = () => false,
): Span[] {
  const placesByName = Map.groupBy(removals, ({ name }) => name);
  const found = new Map<string, Span[]>();
  const gone: Span[] = [];
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    const name = cursor.name();
    const span = { start: cursor.start, end: cursor.end };
    if (also(name)) gone.push(span);
    else if (placesByName.has(name)) (found.get(name) ?? begin(found, name)).push(span);
  }
  for (const [name, spans] of found) {
    const places = placesByName.get(name)?.map(({ index }) => index) ?? [];
    // Index 0 means all fields of that name; above 0 they are counted from the first, below 0 from the last.
    if (places.includes(0)) gone.push(...spans);
    else gone.push(...new Set(places.flatMap((index) => spans.at(index > 0 ? index - 1 : index) ?? [])));
  }
  return gone;
}

function begin(found: Map<string, Span[]>, name: string): Span[] {
  const spans: Span[] = [];
  found.set(name, spans);
  return spans;
}
