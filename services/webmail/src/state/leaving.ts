import type { View } from './mail.ts';

/** Rows that were taken from a list. The response to an earlier request may still contain them. */
const leaving = new Set<{ readonly view: View; readonly ids: ReadonlySet<string>; isDone: boolean }>();

/** Hides rows of a list. They stay hidden until the returned function was called and the list is then read from its beginning. */
export function leave(view: View, ids: ReadonlySet<string>): () => void {
  const these = { view, ids, isDone: false };
  leaving.add(these);
  return () => {
    these.isDone = true;
  };
}

/** Forgets the finished ones: a list is read from its beginning, so no earlier response counts any more. */
export function forgetLeft(): void {
  for (const each of leaving) if (each.isDone) leaving.delete(each);
}

/** Returns the rows that are not being taken from the list. */
export function staying({ mailboxId, search }: View, ids: readonly string[]): readonly string[] {
  const here = [...leaving].filter(({ view }) => view.mailboxId === mailboxId && view.search === search);
  return here.length === 0 ? ids : ids.filter((id) => !here.some((each) => each.ids.has(id)));
}
