import type { View } from './mail.ts';

/** Rows that were taken from a list: an answer to what was asked before the server had done it still has them. */
const leaving = new Set<{ readonly view: View; readonly ids: ReadonlySet<string>; isDone: boolean }>();

/** They are not shown in that list until the returned function was called, and the list is read from its beginning after that. */
export function leave(view: View, ids: ReadonlySet<string>): () => void {
  const these = { view, ids, isDone: false };
  leaving.add(these);
  return () => {
    these.isDone = true;
  };
}

/** A list is read from its beginning, and nobody waits for what was asked before. */
export function forgetLeft(): void {
  for (const each of leaving) if (each.isDone) leaving.delete(each);
}

/** Those that do not leave the list. */
export function staying({ mailboxId, search }: View, ids: readonly string[]): readonly string[] {
  const here = [...leaving].filter(({ view }) => view.mailboxId === mailboxId && view.search === search);
  return here.length === 0 ? ids : ids.filter((id) => !here.some((each) => each.ids.has(id)));
}
