import type { Snooze } from './snooze.ts';

/** What becomes of a set: all of it, or some of its items. */
export type SetChange<Item> =
  | { readonly replace: readonly Item[] }
  | { readonly add: readonly Item[]; readonly remove: readonly Item[] };

/** What becomes of one email (RFC 8621 4.6). */
export interface EmailChange {
  readonly id: number;
  /** Lower case, as JMAP has them: `$seen` is \Seen. */
  readonly keywords?: SetChange<string> | undefined;
  readonly mailboxIds?: SetChange<number> | undefined;
  /** Null: it waits no longer. */
  readonly snoozed?: Snooze | null | undefined;
}

export function applied<Item>(before: Iterable<Item>, change: SetChange<Item>): Set<Item> {
  if ('replace' in change) return new Set(change.replace);
  const after = new Set(before);
  for (const item of change.remove) after.delete(item);
  for (const item of change.add) after.add(item);
  return after;
}
