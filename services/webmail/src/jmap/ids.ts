/** Separates the account from the id; no id contains it (RFC 8620 1.2). */
const BETWEEN = ':';

/** Properties of JMAP that hold one id, several ids, and objects by id. */
const ONE = new Set(['id', 'threadId', 'blobId', 'parentId', 'inMailbox']);
const SEVERAL = new Set(['ids', 'emailIds', 'blobIds', 'destroy', 'destroyed', 'notFound', 'inMailboxOtherThan']);
const BY_ID = new Set(['mailboxIds', 'update', 'updated', 'notUpdated', 'notDestroyed', 'parsed']);
/** Begins the paths of a patch that contain an id (RFC 8620 5.3). */
const PATH = 'mailboxIds/';

/** Returns the account that an id names; undefined for an id of the person's own account. */
export function ownerOf(id: string | null | undefined): string | undefined {
  const at = id?.indexOf(BETWEEN) ?? -1;
  return at < 0 ? undefined : id?.slice(0, at);
}

/** Returns the name that an id of another account has within the page. */
export function idOf(accountId: string, id: string): string {
  return accountId + BETWEEN + id;
}

/** Returns the id as the server knows it. */
export function bareId(id: string): string {
  return id.slice(id.indexOf(BETWEEN) + 1);
}

/**
 * Puts the account before all ids of a response. An id is unique within one account only, so without it an object of another account could
 * be taken for one's own.
 */
export function withOwner<Answer>(answer: Answer, accountId: string): Answer {
  return mapped(answer, (id) => idOf(accountId, id));
}

/** Removes the given accounts from the ids in a call's arguments. Ids of any other account stay prefixed, so the server does not find them. */
export function withoutOwner<Args>(args: Args, accountIds: readonly unknown[]): Args {
  return mapped(args, (id) => (accountIds.includes(ownerOf(id)) ? bareId(id) : id));
}

function mapped<Value>(value: Value, change: (id: string) => string): Value {
  if (Array.isArray(value)) return value.map((each) => mapped(each, change)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => {
    const path = name.startsWith(PATH) ? PATH + change(name.slice(PATH.length)) : name;
    return [path, property(name, each, change)] as const;
  });
  return Object.fromEntries(entries) as Value;
}

function property(name: string, value: unknown, change: (id: string) => string): unknown {
  if (ONE.has(name) && typeof value === 'string') return change(value);
  if (SEVERAL.has(name) && Array.isArray(value)) return value.map((id) => change(String(id)));
  if (!BY_ID.has(name) || typeof value !== 'object' || value === null) return mapped(value, change);
  return Object.fromEntries(Object.entries(value).map(([id, each]) => [change(id), mapped(each, change)]));
}
