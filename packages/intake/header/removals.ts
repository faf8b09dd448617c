import { FieldCursor } from '@postroom/mime';
import type { HeaderRemoval } from '@postroom/scan';
import type { Span } from './cut.ts';

/**
 * Where those fields are, each with its folded lines. Only what may go is kept in mind, so that a header of very many
 * fields is little work.
 * @param also tells of further names, in lower case, that go too
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
    // 0 is every field of that name; others count from the first, or from the last below 0.
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
