import {
  type Arguments,
  type Comparator,
  type Filter,
  type JsonObject,
  MAILBOX_SORT_PROPERTIES,
  type MailboxCondition,
  matchesFilter,
  readId,
  readMailboxCondition,
  type Wanted,
} from '@postroom/jmap';
import type { CountedMailbox, MailView } from '@postroom/mailbox';
import { compareCasemapped, foldForSearch } from '@postroom/mime';
import { mailboxObjects } from './mailbox-object.ts';

/** What Mailbox/query allows as filter and sort (RFC 8621 2.3). */
export const MAILBOX_QUERY = {
  readCondition: readMailboxCondition,
  isSortProperty: (name: string) => (MAILBOX_SORT_PROPERTIES as readonly string[]).includes(name),
  isKeywordSort: () => false,
};

export interface TreeArguments {
  readonly sortAsTree: boolean;
  readonly filterAsTree: boolean;
}

export function readTreeArguments(read: Arguments): TreeArguments {
  return { sortAsTree: read.boolean('sortAsTree', false), filterAsTree: read.boolean('filterAsTree', false) };
}

/** Returns the ids of the mailboxes that match, in order. */
export function findMailboxes(
  mailboxes: readonly CountedMailbox[],
  view: MailView,
  { filter, sort, sortAsTree, filterAsTree }: Wanted<MailboxCondition> & TreeArguments,
): string[] {
  const all = mailboxObjects(mailboxes, view);
  const found = new Set(all.filter((mailbox) => matchesFilter(filter, (condition) => holds(condition, mailbox))));
  if (filterAsTree) dropBelowMissing(all, found);
  const sorted = all.filter((mailbox) => found.has(mailbox)).sort(order(sort));
  return (sortAsTree ? asTree(all.toSorted(order(sort)), found) : sorted).map(({ id }) => id as string);
}

/** Whether a filter uses isSubscribed, changes of which do not show in any state. */
export function asksSubscribed(filter: Filter<MailboxCondition> | null): boolean {
  if (filter === null) return false;
  return 'operator' in filter ? filter.conditions.some(asksSubscribed) : filter.condition.isSubscribed !== undefined;
}

function holds(condition: MailboxCondition, mailbox: JsonObject): boolean {
  const { parentId, name, role, hasAnyRole, isSubscribed } = condition;
  if (parentId !== undefined && mailbox.parentId !== parentId) return false;
  if (name !== undefined && !foldForSearch(mailbox.name as string).includes(foldForSearch(name))) return false;
  if (role !== undefined && mailbox.role !== role) return false;
  if (hasAnyRole !== undefined && (mailbox.role !== null) !== hasAnyRole) return false;
  return isSubscribed === undefined || mailbox.isSubscribed === isSubscribed;
}

function order(sort: readonly Comparator[]): (one: JsonObject, other: JsonObject) => number {
  return (one, other) => {
    for (const { property, isAscending } of sort) {
      const by =
        property === 'name'
          ? compareCasemapped(one.name as string, other.name as string)
          : (one.sortOrder as number) - (other.sortOrder as number);
      if (by !== 0) return isAscending ? by : -by;
    }
    // Mailboxes that compare equal are sorted by id, so that the order depends on nothing else.
    return sort.length === 0 ? 0 : (readId('M', one.id as string) ?? 0) - (readId('M', other.id as string) ?? 0);
  };
}

/** RFC 8621 2.3 filterAsTree: drops each mailbox with an ancestor that does not match. */
function dropBelowMissing(all: readonly JsonObject[], found: Set<JsonObject>): void {
  const byId = new Map(all.map((mailbox) => [mailbox.id, mailbox]));
  const stays = (mailbox: JsonObject): boolean => {
    if (!found.has(mailbox)) return false;
    const parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
    return parent === undefined || stays(parent);
  };
  for (const mailbox of [...found].filter((each) => !stays(each))) found.delete(mailbox);
}

/** RFC 8621 2.3 sortAsTree: puts the mailboxes below each one right after it. */
function asTree(sorted: readonly JsonObject[], found: ReadonlySet<JsonObject>): JsonObject[] {
  const below = Map.groupBy(sorted, ({ parentId }) => parentId);
  const walk = (parentId: JsonObject[string]): JsonObject[] =>
    (below.get(parentId) ?? []).flatMap((mailbox) => [mailbox, ...walk(mailbox.id as string)]);
  return walk(null).filter((mailbox) => found.has(mailbox));
}
