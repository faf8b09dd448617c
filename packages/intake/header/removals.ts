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
  const wanted = new Map(
    Array.from(
      Map.groupBy(removals, ({ name }) => name),
      ([name, of]) => [name, new Places(of.map(({ index }) => index))],
    ),
  );
  const gone: Span[] = [];
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    const name = cursor.name();
    const { start, end } = cursor;
    if (also(name)) add(gone, { start, end });
    else wanted.get(name)?.pass({ start, end });
  }
  for (const places of wanted.values()) gone.push(...places.chosen());
  return gone;
}

/** Fields of one name, of which some go: 0 is every one of them; others count from the first, or from the last below 0. */
class Places {
  readonly #indices: readonly number[];
  readonly #isEvery: boolean;
  /** No field behind this one is chosen. */
  readonly #furthest: number;
  readonly #passed: Span[] = [];

  constructor(indices: readonly number[]) {
    this.#indices = indices;
    this.#isEvery = indices.includes(0);
    this.#furthest = indices.every((index) => index > 0) ? Math.max(...indices) : Number.POSITIVE_INFINITY;
  }

  pass(span: Span): void {
    if (this.#isEvery) add(this.#passed, span);
    else if (this.#passed.length < this.#furthest) this.#passed.push(span);
  }

  chosen(): Span[] {
    if (this.#isEvery) return this.#passed;
    return [...new Set(this.#indices.flatMap((index) => this.#passed.at(index > 0 ? index - 1 : index) ?? []))];
  }
}

/** Fields that go one behind the other are one span. */
function add(gone: Span[], { start, end }: Span): void {
  const last = gone.at(-1);
  if (last?.end === start) gone[gone.length - 1] = { start: last.start, end };
  else gone.push({ start, end });
}
