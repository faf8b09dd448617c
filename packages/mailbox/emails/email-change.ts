import type { Snooze } from './snooze.ts';

/** A change of a set: all of it, or single items. */
export type SetChange<Item> =
  | { readonly replace: readonly Item[] }
  | { readonly add: readonly Item[]; readonly remove: readonly Item[] };

/** A change of one email (RFC 8621 4.6). */
export interface EmailChange {
  readonly id: number;
  /** JMAP keywords in lower case: `$seen` is \Seen. */
  readonly keywords?: SetChange<string> | undefined;
  readonly mailboxIds?: SetChange<number> | undefined;
  /** Null ends its snooze. */
  readonly snoozed?: Snooze | null | undefined;
}

export function applied<Item>(before: Iterable<Item>, change: SetChange<Item>): Set<Item> {
  if ('replace' in change) return new Set(change.replace);
  const after = new Set(before);
  for (const item of change.remove) after.delete(item);
  for (const item of change.add) after.add(item);
  return after;
}
