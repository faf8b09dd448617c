import {
  invalidProperties,
  type Json,
  type JsonObject,
  own,
  type PropertyPatch,
  readId,
  resolveId,
  SetError,
} from '@postroom/jmap';
import type { CountedMailbox } from '@postroom/mailbox';

const DELIMITER = '/';

export interface ToCreate {
  readonly path: string;
  readonly role: string | null;
  readonly isSubscribed: boolean;
}

export interface ToUpdate {
  readonly from: string;
  readonly to: string;
  readonly isSubscribed: boolean | undefined;
  readonly asksForOrder: boolean;
}

const OF_THE_SERVER = ['id', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights'];
const SETTABLE = ['name', 'parentId', 'role', 'sortOrder', 'isSubscribed'];

/** Where mailboxes are and go: JMAP has a name and a parent (RFC 8621 2), the store one path. */
export class MailboxPaths {
  readonly #paths: ReadonlyMap<number, string>;
  readonly #createdIds: ReadonlyMap<string, string>;

  constructor(mailboxes: readonly CountedMailbox[], createdIds: ReadonlyMap<string, string>) {
    this.#paths = new Map(mailboxes.map(({ id, name }) => [id, name]));
    this.#createdIds = createdIds;
  }

  /** Levels above the mailbox. */
  depth(id: string | undefined): number {
    return this.#path(id)?.split(DELIMITER).length ?? 0;
  }

  /** Throws invalidProperties, alreadyExists. */
  toCreate(object: JsonObject): ToCreate {
    const unknown = Object.keys(object).filter((name) => !SETTABLE.includes(name));
    if (unknown.length > 0) throw invalidProperties(unknown, 'These are not set by a client');
    const path = this.#place(own(object, 'name') ?? null, own(object, 'parentId') ?? null);
    const role = own(object, 'role') ?? null;
    if (role !== null && typeof role !== 'string') throw invalidProperties(['role'], 'A role is a string');
    requireOrder(own(object, 'sortOrder'));
    const isSubscribed = own(object, 'isSubscribed') ?? false;
    if (typeof isSubscribed !== 'boolean') throw invalidProperties(['isSubscribed'], 'It is no boolean');
    return { path, role, isSubscribed };
  }

  /** Throws notFound, invalidProperties, invalidPatch, alreadyExists. */
  toUpdate(id: string | undefined, patch: ReadonlyMap<string, PropertyPatch>): ToUpdate {
    const from = this.#path(id);
    if (from === undefined) throw new SetError('notFound', 'There is no such mailbox');
    const unknown = [...patch.keys()].filter((name) => !SETTABLE.includes(name) && !OF_THE_SERVER.includes(name));
    const fixed = [...patch.keys()].filter((name) => OF_THE_SERVER.includes(name) || name === 'role');
    if (unknown.length + fixed.length > 0)
      throw invalidProperties([...unknown, ...fixed], 'These are not changed by a client');
    const value = (name: string): Json | undefined => {
      const change = patch.get(name);
      if (change && !('whole' in change)) throw new SetError('invalidPatch', `There is nothing inside of ${name}`);
      return change?.whole;
    };
    const asksForOrder = patch.has('sortOrder');
    requireOrder(value('sortOrder'));
    const isSubscribed = value('isSubscribed');
    if (isSubscribed !== undefined && typeof isSubscribed !== 'boolean')
      throw invalidProperties(['isSubscribed'], 'It is no boolean');
    const [name, parentId] = [value('name'), value('parentId')];
    if (name === undefined && parentId === undefined) return { from, to: from, isSubscribed, asksForOrder };
    if (from === 'INBOX') throw new SetError('forbidden', 'The inbox stays where it is');
    const at = from.lastIndexOf(DELIMITER);
    const parent = parentId === undefined ? (at < 0 ? null : from.slice(0, at)) : this.#parentPath(parentId);
    const own = name === undefined ? from.slice(at + 1) : nameOf(name);
    const to = parent === null ? own : `${parent}${DELIMITER}${own}`;
    if (to === from) return { from, to, isSubscribed, asksForOrder };
    if (`${to}${DELIMITER}`.startsWith(`${from}${DELIMITER}`))
      throw invalidProperties(['parentId'], 'A mailbox is not below itself');
    this.#requireFree(to, from);
    return { from, to, isSubscribed, asksForOrder };
  }

  /** Throws notFound, mailboxHasChild, forbidden. */
  toDestroy(id: string | undefined): string {
    const path = this.#path(id);
    if (path === undefined) throw new SetError('notFound', 'There is no such mailbox');
    if (path === 'INBOX') throw new SetError('forbidden', 'There is always an inbox');
    const below = `${path}${DELIMITER}`;
    if ([...this.#paths.values()].some((other) => other.startsWith(below))) {
      throw new SetError('mailboxHasChild', 'There are mailboxes below it');
    }
    return path;
  }

  #place(name: Json, parentId: Json): string {
    const parent = this.#parentPath(parentId);
    const path = parent === null ? nameOf(name) : `${parent}${DELIMITER}${nameOf(name)}`;
    this.#requireFree(path);
    return path;
  }

  #parentPath(parentId: Json): string | null {
    if (parentId === null) return null;
    const path = typeof parentId === 'string' ? this.#path(resolveId(parentId, this.#createdIds)) : undefined;
    if (path === undefined) throw invalidProperties(['parentId'], 'There is no such mailbox');
    return path;
  }

  #path(id: string | undefined): string | undefined {
    const number = id === undefined ? undefined : readId('M', id);
    return number === undefined ? undefined : this.#paths.get(number);
  }

  /** RFC 8621 2.5: of a name that a sibling has its id is told. */
  #requireFree(path: string, except?: string): void {
    const wanted = path.normalize('NFC').toUpperCase() === 'INBOX' ? 'INBOX' : path.normalize('NFC');
    for (const [id, other] of this.#paths) {
      if (other === wanted && other !== except) {
        throw new SetError('alreadyExists', 'There is a mailbox of that name', { existingId: `M${id}` });
      }
    }
  }
}

function nameOf(name: Json): string {
  if (typeof name !== 'string' || name === '' || name.includes(DELIMITER)) {
    throw invalidProperties(['name'], `A name has a character at least, and no ${DELIMITER}`);
  }
  return name;
}

/** The order is that of roles: what a client asks for is not kept, and it is told so. */
function requireOrder(order: Json | undefined): void {
  if (order !== undefined && order !== null && !(Number.isSafeInteger(order) && (order as number) >= 0)) {
    throw invalidProperties(['sortOrder'], 'It is no UnsignedInt');
  }
}
