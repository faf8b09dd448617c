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
import { type CountedMailbox, foldInbox, type MailView } from '@postroom/mailbox';
import { isAsWhenMade } from './fresh-mailbox.ts';

const DELIMITER = '/';

export interface ToCreate {
  readonly path: string;
  /** The parent; null for the top level. */
  readonly parent: number | null;
  readonly role: string | null;
  readonly isSubscribed: boolean;
  /** Null for the default order of its role. */
  readonly sortOrder: number | null;
  readonly shareWith: Json;
}

export interface ToUpdate {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  /** The new parent; null for the top level, undefined when the mailbox stays where it is. */
  readonly parent: number | null | undefined;
  readonly isSubscribed: boolean | undefined;
  readonly sortOrder: number | null | undefined;
  readonly role: string | null | undefined;
  readonly shareWith: PropertyPatch | undefined;
}

const OF_THE_SERVER = ['id', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads', 'myRights'];
/** The longest name of one level, as the session announces it (RFC 8621 1.3.1). */
export const MAX_NAME_BYTES = 490;

export const SETTABLE = ['name', 'parentId', 'role', 'sortOrder', 'isSubscribed', 'shareWith'];

/** Converts between names with parents, as JMAP has them (RFC 8621 2), and the paths of the store. */
export class MailboxPaths {
  readonly #paths: ReadonlyMap<number, string>;
  readonly #createdIds: ReadonlyMap<string, string>;

  readonly #isShared: boolean;

  constructor(mailboxes: readonly CountedMailbox[], { shared }: MailView, createdIds: ReadonlyMap<string, string>) {
    this.#isShared = shared !== null;
    this.#paths = new Map(mailboxes.map(({ id, name }) => [id, name]));
    this.#createdIds = createdIds;
  }

  /** Returns the number of levels in the mailbox's path, itself included; 0 when it does not exist. */
  depth(id: string | undefined): number {
    return this.#path(id)?.split(DELIMITER).length ?? 0;
  }

  /** Whether the name of a new mailbox is free below its parent. Throws invalidProperties when there is no such parent. */
  isFree(object: JsonObject): boolean {
    const parent = this.#parent(own(object, 'parentId') ?? null);
    return !this.#has(normal(pathIn(parent?.path ?? null, nameOf(own(object, 'name') ?? null))));
  }

  /** Reads a new mailbox. Throws invalidProperties, alreadyExists, forbidden. */
  toCreate(object: JsonObject): ToCreate {
    const passedBack = (name: string): boolean => !this.#isShared && isAsWhenMade(name, object[name]);
    const unknown = Object.keys(object).filter((name) => !SETTABLE.includes(name) && !passedBack(name));
    if (unknown.length > 0) throw invalidProperties(unknown, 'These properties are set by the server');
    const parent = this.#parent(own(object, 'parentId') ?? null);
    // The session announces this as mayCreateTopLevelMailbox (RFC 8621 1.3.1).
    if (parent === null && this.#isShared)
      throw new SetError('forbidden', 'Only the owner of the account can create mailboxes at the top level');
    const path = pathIn(parent?.path ?? null, nameOf(own(object, 'name') ?? null));
    this.#requireFree(path);
    const isSubscribed = own(object, 'isSubscribed') ?? false;
    if (typeof isSubscribed !== 'boolean') throw invalidProperties(['isSubscribed'], 'It must be a boolean');
    return {
      path,
      parent: parent?.id ?? null,
      isSubscribed,
      role: readRole(own(object, 'role') ?? null),
      sortOrder: readOrder(own(object, 'sortOrder') ?? null),
      shareWith: own(object, 'shareWith') ?? null,
    };
  }

  /**
   * Reads the patch of a mailbox. Throws notFound, invalidProperties, invalidPatch, alreadyExists, forbidden.
   * @param leaving paths that other changes will free
   */
  toUpdate(
    id: string | undefined,
    patch: ReadonlyMap<string, PropertyPatch>,
    leaving: ReadonlySet<string> = new Set(),
  ): ToUpdate {
    const from = this.#path(id);
    if (from === undefined) throw new SetError('notFound', 'There is no such mailbox');
    const unknown = [...patch.keys()].filter((name) => !SETTABLE.includes(name) && !OF_THE_SERVER.includes(name));
    const fixed = [...patch.keys()].filter((name) => OF_THE_SERVER.includes(name));
    if (unknown.length + fixed.length > 0)
      throw invalidProperties([...unknown, ...fixed], 'These properties are set by the server');
    const value = (name: string): Json | undefined => {
      const change = patch.get(name);
      if (change && !('whole' in change))
        throw new SetError('invalidPatch', `${name} has no inner properties to patch`);
      return change?.whole;
    };
    const [order, givenRole] = [value('sortOrder'), value('role')];
    const isSubscribed = value('isSubscribed');
    if (isSubscribed !== undefined && typeof isSubscribed !== 'boolean')
      throw invalidProperties(['isSubscribed'], 'It must be a boolean');
    const others = {
      id: readId('M', id ?? '') ?? 0,
      from,
      isSubscribed,
      shareWith: patch.get('shareWith'),
      sortOrder: order === undefined ? undefined : readOrder(order),
      role: givenRole === undefined ? undefined : readRole(givenRole),
    };
    const stays = { ...others, to: from, parent: undefined };
    const [name, parentId] = [value('name'), value('parentId')];
    if (name === undefined && parentId === undefined) return stays;
    if (from === 'INBOX' && (name ?? 'Inbox') === 'Inbox' && (parentId ?? null) === null) return stays;
    if (from === 'INBOX') throw new SetError('forbidden', 'The inbox cannot be moved');
    const at = from.lastIndexOf(DELIMITER);
    const above = at < 0 ? null : from.slice(0, at);
    const isMoved = parentId !== undefined && !(parentId === null && this.#isShared && !this.#has(above));
    const parent = isMoved ? this.#parent(parentId) : undefined;
    if (parent === null && this.#isShared)
      throw new SetError('forbidden', 'Only the owner of the account can move mailboxes to the top level');
    const own = name === undefined ? from.slice(at + 1) : nameOf(name);
    const to = pathIn(parent === undefined ? above : (parent?.path ?? null), own);
    if (to === from) return stays;
    if (`${to}${DELIMITER}`.startsWith(`${from}${DELIMITER}`))
      throw invalidProperties(['parentId'], 'A mailbox cannot be moved below itself');
    this.#requireFree(to, new Set([from, ...leaving]));
    return { ...others, to, parent: parent === undefined ? undefined : (parent?.id ?? null) };
  }

  /** Returns the mailbox to destroy. Throws notFound, mailboxHasChild, forbidden. */
  toDestroy(id: string | undefined): { readonly id: number; readonly path: string } {
    const path = this.#path(id);
    if (path === undefined) throw new SetError('notFound', 'There is no such mailbox');
    if (path === 'INBOX') throw new SetError('forbidden', 'The inbox cannot be deleted');
    const below = `${path}${DELIMITER}`;
    if ([...this.#paths.values()].some((other) => other.startsWith(below))) {
      throw new SetError('mailboxHasChild', 'The mailbox has child mailboxes');
    }
    return { id: readId('M', id ?? '') ?? 0, path };
  }

  #parent(parentId: Json): { readonly id: number; readonly path: string } | null {
    if (parentId === null) return null;
    const id = typeof parentId === 'string' ? resolveId(parentId, this.#createdIds) : undefined;
    const path = this.#path(id);
    if (path === undefined) throw invalidProperties(['parentId'], 'There is no such mailbox');
    return { id: readId('M', id ?? '') ?? 0, path };
  }

  #has(path: string | null): boolean {
    return path !== null && [...this.#paths.values()].includes(path);
  }

  #path(id: string | undefined): string | undefined {
    const number = id === undefined ? undefined : readId('M', id);
    return number === undefined ? undefined : this.#paths.get(number);
  }

  /** Throws alreadyExists with the id of the sibling that has the name (RFC 8621 2.5). */
  #requireFree(path: string, except: ReadonlySet<string> = new Set()): void {
    const wanted = normal(path);
    for (const [id, other] of this.#paths) {
      if (other === wanted && !except.has(other)) {
        throw new SetError('alreadyExists', 'A mailbox with this name already exists', { existingId: `M${id}` });
      }
    }
  }
}

/** Returns the updates whose new path is free, or is freed by another of these updates. */
export function onlyHeldByEachOther(updates: readonly ToUpdate[], held: ReadonlySet<string>): readonly ToUpdate[] {
  const left = new Set(updates.map(({ from }) => from));
  const rest = updates.filter(({ from, to }) => from !== to && (left.has(to) || !held.has(to)));
  return rest.length === updates.length ? rest : onlyHeldByEachOther(rest, held);
}

/** Returns a path in the form that the store uses. */
function normal(path: string): string {
  return foldInbox(path.normalize('NFC'));
}

function nameOf(name: Json): string {
  if (typeof name !== 'string' || name === '' || name.includes(DELIMITER)) {
    throw invalidProperties(['name'], `A name must not be empty or contain ${DELIMITER}`);
  }
  if (Buffer.byteLength(name.normalize('NFC')) > MAX_NAME_BYTES)
    throw invalidProperties(['name'], `A name can have at most ${MAX_NAME_BYTES} octets`);
  return name;
}

function pathIn(parent: string | null, name: string): string {
  return parent === null ? name : `${parent}${DELIMITER}${name}`;
}

/** The highest sortOrder (RFC 8621 2). */
const MAX_ORDER = 2 ** 31 - 1;

function readOrder(order: Json): number | null {
  if (order === null) return null;
  if (!Number.isSafeInteger(order) || (order as number) < 0 || (order as number) > MAX_ORDER)
    throw invalidProperties(['sortOrder'], `It must be an UnsignedInt up to ${MAX_ORDER}`);
  return order as number;
}

function readRole(role: Json): string | null {
  if (role !== null && typeof role !== 'string') throw invalidProperties(['role'], 'The role must be a string or null');
  return role;
}
