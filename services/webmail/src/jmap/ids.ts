/** No id has it (RFC 8620 1.2). */
const BETWEEN = ':';

/** Properties of JMAP that are one id, are several, and are objects by id. */
const ONE = new Set(['id', 'threadId', 'blobId', 'parentId', 'inMailbox']);
const SEVERAL = new Set(['ids', 'emailIds', 'blobIds', 'destroy', 'destroyed', 'notFound', 'inMailboxOtherThan']);
const BY_ID = new Set(['mailboxIds', 'update', 'updated', 'notUpdated', 'notDestroyed', 'parsed']);
/** RFC 8620 5.3: paths of a patch. */
const PATH = 'mailboxIds/';

/** The account that an id of the page names; undefined: it is one's own. */
export function ownerOf(id: string | null | undefined): string | undefined {
  const at = id?.indexOf(BETWEEN) ?? -1;
  return at < 0 ? undefined : id?.slice(0, at);
}

/** As an id of that account is called in the page. */
export function idOf(accountId: string, id: string): string {
  return accountId + BETWEEN + id;
}

/** The id as the server has it. */
export function bareId(id: string): string {
  return id.slice(id.indexOf(BETWEEN) + 1);
}

/**
 * Ids are of one account each, and others' accounts have the same ones. So that nothing of theirs is taken for one's own, their ids have
 * the account in front of them as soon as they come into the page.
 */
export function withOwner<Answer>(answer: Answer, accountId: string): Answer {
  return mapped(answer, (id) => idOf(accountId, id));
}

/** Arguments of a call as the server has them: ids of these accounts without them. Those of another one stay, and are ids of nothing there. */
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
