import {
  Arguments,
  type Comparator,
  type Filter,
  type JsonObject,
  MAILBOX_SORT_PROPERTIES,
  type MailboxCondition,
  type Method,
  readMailboxCondition,
  readQuery,
  windowOf,
} from '@postroom/jmap';
import { readMailboxes } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { mailboxObjects } from './mailbox-object.ts';

const GRAMMAR = {
  readCondition: readMailboxCondition,
  isSortProperty: (name: string) => (MAILBOX_SORT_PROPERTIES as readonly string[]).includes(name),
  isKeywordSort: () => false,
};

/** Mailboxes are compared without case, in the order of every language (RFC 4790 i;unicode-casemap asks for no more). */
const COLLATOR = new Intl.Collator('und', { sensitivity: 'accent' });

/** RFC 8621 2.3. */
export const mailboxQuery: Method<Context> = {
  name: 'Mailbox/query',
  capability: MAIL,
  async run(context, args) {
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    const sortAsTree = read.boolean('sortAsTree', false);
    const filterAsTree = read.boolean('filterAsTree', false);
    read.end();
    const account = accountOf(context, query.accountId);
    const { state, mailboxes } = await readMailboxes(context.services.store.pool, account);
    const all = mailboxObjects(mailboxes);
    const found = new Set(all.filter((mailbox) => query.filter === null || matches(mailbox, query.filter)));
    if (filterAsTree) dropBelowMissing(all, found);
    const sorted = all.filter((mailbox) => found.has(mailbox)).sort(order(query.sort));
    const ids = (sortAsTree ? asTree(all.toSorted(order(query.sort)), found) : sorted).map(({ id }) => id as string);
    const window = windowOf(ids, query, (id) => ids.indexOf(id), ids.length);
    return {
      ...{ accountId: query.accountId, queryState: state, canCalculateChanges: false },
      ...{ position: window.position, ids: window.ids },
      ...(query.calculateTotal && { total: ids.length }),
    };
  },
};

function matches(mailbox: JsonObject, filter: Filter<MailboxCondition>): boolean {
  if ('operator' in filter) {
    const each = (condition: Filter<MailboxCondition>): boolean => matches(mailbox, condition);
    if (filter.operator === 'AND') return filter.conditions.every(each);
    return filter.operator === 'OR' ? filter.conditions.some(each) : !filter.conditions.some(each);
  }
  const { parentId, name, role, hasAnyRole, isSubscribed } = filter.condition;
  if (parentId !== undefined && mailbox.parentId !== parentId) return false;
  if (name !== undefined && !(mailbox.name as string).toLowerCase().includes(name.toLowerCase())) return false;
  if (role !== undefined && mailbox.role !== role) return false;
  if (hasAnyRole !== undefined && (mailbox.role !== null) !== hasAnyRole) return false;
  return isSubscribed === undefined || mailbox.isSubscribed === isSubscribed;
}

function order(sort: readonly Comparator[]): (one: JsonObject, other: JsonObject) => number {
  return (one, other) => {
    for (const { property, isAscending } of sort) {
      const by =
        property === 'name'
          ? COLLATOR.compare(one.name as string, other.name as string)
          : (one.sortOrder as number) - (other.sortOrder as number);
      if (by !== 0) return isAscending ? by : -by;
    }
    return 0;
  };
}

/** RFC 8621 2.3 filterAsTree: whose parent is not found is not found either. */
function dropBelowMissing(all: readonly JsonObject[], found: Set<JsonObject>): void {
  const byId = new Map(all.map((mailbox) => [mailbox.id, mailbox]));
  const stays = (mailbox: JsonObject): boolean => {
    if (!found.has(mailbox)) return false;
    const parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
    return parent === undefined || stays(parent);
  };
  for (const mailbox of [...found].filter((each) => !stays(each))) found.delete(mailbox);
}

/** RFC 8621 2.3 sortAsTree: each is followed by what is below it. */
function asTree(sorted: readonly JsonObject[], found: ReadonlySet<JsonObject>): JsonObject[] {
  const below = Map.groupBy(sorted, ({ parentId }) => parentId);
  const walk = (parentId: JsonObject[string]): JsonObject[] =>
    (below.get(parentId) ?? []).flatMap((mailbox) => [mailbox, ...walk(mailbox.id as string)]);
  return walk(null).filter((mailbox) => found.has(mailbox));
}
