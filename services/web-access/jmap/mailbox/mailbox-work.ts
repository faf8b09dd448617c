import {
  attempt,
  formatId,
  invalidProperties,
  type JsonObject,
  own,
  readId,
  readPatch,
  resolveId,
  SetError,
} from '@postroom/jmap';
import {
  type CountedMailbox,
  changeMailbox,
  createMailbox,
  deleteMailbox,
  type MailView,
  readMailboxes,
  renameMailboxes,
  requireRights,
  seenMailbox,
  subscribe,
  subscribeShared,
  unsubscribe,
} from '@postroom/mailbox';
import { isMailError, type SpecialUse } from '@postroom/types';
import { type Context, mailOf } from '../context.ts';
import { asSetError } from '../errors.ts';
import { withoutPassedBack } from '../passed-back.ts';
import { fitsTogether, type Wanted } from './fits-together.ts';
import { mailboxGet } from './get.ts';
import { isMailboxProperty, mailboxObjects } from './mailbox-object.ts';
import { MailboxPaths, onlyHeldByEachOther, SETTABLE, type ToUpdate } from './mailbox-paths.ts';
import { refuseName, refuseRole, useOf } from './refusals.ts';
import { shareWith } from './share-with.ts';

/** The changes of one Mailbox/set, done one after the other as far as the user's rights allow (RFC 8621 2.5, RFC 4314 4). */
export class MailboxWork {
  readonly #context: Context;
  readonly #createdIds: ReadonlyMap<string, string>;
  readonly #removesEmails: boolean;
  #view: MailView;
  #mailboxes: readonly CountedMailbox[] = [];
  #hasMoved = false;

  private constructor(
    context: Context,
    view: MailView,
    createdIds: ReadonlyMap<string, string>,
    removesEmails: boolean,
  ) {
    this.#context = context;
    this.#view = view;
    this.#createdIds = createdIds;
    this.#removesEmails = removesEmails;
  }

  static async open(...[context, view, ...others]: ConstructorArguments): Promise<MailboxWork> {
    const work = new MailboxWork(context, view, ...others);
    await work.#readAgain();
    return work;
  }

  /** What the user sees of the account now: a mailbox created below a shared one is shared, too. */
  get view(): MailView {
    return this.#view;
  }

  /** Creates a mailbox. Returns the properties that the client does not know (RFC 8620 5.3). Throws SetError. */
  async create(object: JsonObject): Promise<JsonObject> {
    const { store } = this.#context.services;
    const wanted = this.#paths().toCreate(object);
    const { path, parent, role, isSubscribed, sortOrder } = wanted;
    if (role !== null) this.#requireOwner();
    const below = this.#view.shared && parent !== null ? seenMailbox(this.#view, parent) : null;
    const { mailboxId, name } = await asSetError(() =>
      createMailbox(store, this.#view.accountId, path, useOf(role), below).catch(refuseName).catch(refuseRole),
    );
    if (sortOrder !== null && !this.#view.shared)
      await changeMailbox(store, this.#view.accountId, mailboxId, { sortOrder });
    await this.#readAgain();
    if (!this.#view.shared && isSubscribed) await asSetError(() => subscribe(store.pool, this.#view.accountId, path));
    else if (this.#view.shared) await this.#subscribe(mailboxId, path, isSubscribed);
    if (wanted.shareWith !== null) await shareWith(this.#context, this.#view, mailboxId, { whole: wanted.shareWith });
    await this.#readAgain();
    return serverSet(this.#object(mailboxId), object, role, name === path);
  }

  /** Whether all remaining changes together are possible; always false in a shared account. */
  fitsTogether(wanted: Wanted): boolean {
    if (this.#view.shared) return false;
    const circumstances = { createdIds: this.#createdIds, removesEmails: this.#removesEmails };
    return fitsTogether(mailboxObjects(this.#mailboxes, this.#view), wanted, circumstances);
  }

  /** Creates a mailbox under a provisional name if its own is taken. Returns its number; undefined if only its role is taken. Throws SetError. */
  async createAside(object: JsonObject): Promise<number | undefined> {
    const { parentId = null, name } = object;
    const paths = this.#paths();
    if (paths.isFree(object)) return undefined;
    let other = `${String(name)}~`;
    while (!paths.isFree({ parentId, name: other })) other += '~';
    // Any other error has to come before something is changed.
    useOf(paths.toCreate({ ...object, name: other }).role);
    const made = await this.create({ parentId, name: other });
    this.#hasMoved = true;
    return readId('M', made.id as string);
  }

  /** Gives a mailbox with a provisional name its final name and all other properties. Returns and throws the same as `create`. */
  async putInPlace(mailboxId: number, object: JsonObject): Promise<JsonObject> {
    const { name = null, parentId = null } = object;
    const id = formatId('M', mailboxId);
    await this.update(id, { name, parentId });
    const others = Object.entries(object).filter(([property, value]) => LATER.includes(property) && value !== null);
    await this.update(id, Object.fromEntries(others));
    return this.serverSetOf(mailboxId, object);
  }

  /** Returns the properties of a new mailbox that the client does not know. */
  serverSetOf(mailboxId: number, object: JsonObject): JsonObject {
    const mailbox = this.#object(mailboxId);
    return serverSet(mailbox, object, (object.role ?? null) as string | null, mailbox.name === object.name);
  }

  /** Takes the role from a mailbox that gets another one: mailboxes that exchange roles must first have none. */
  async leaveRole(id: string | undefined, patch: JsonObject): Promise<void> {
    const mailbox = mailboxObjects(this.#mailboxes, this.#view).find((each) => each.id === id);
    if (!mailbox || mailbox.role === null || own(patch, 'role') === undefined || patch.role === mailbox.role) return;
    await this.update(id, { role: null });
    this.#hasMoved = true;
  }

  /** Whether createAside or leaveRole changed anything since the last call. */
  takeMoved(): boolean {
    const hasMoved = this.#hasMoved;
    this.#hasMoved = false;
    return hasMoved;
  }

  /** Changes a mailbox. Returns the properties that differ from what was asked for; null if none does. Throws SetError. */
  async update(id: string | undefined, patch: JsonObject): Promise<JsonObject | null> {
    const { store } = this.#context.services;
    const { accountId } = this.#view;
    const wanted = await this.#wanted(id, patch);
    const { from, to, isSubscribed, sortOrder, role } = wanted;
    if (role !== undefined) this.#requireOwner();
    if (from !== to) {
      await asSetError(async () => {
        this.#requireMayMove(wanted);
        await renameMailboxes(store, accountId, [wanted]).catch(refuseName);
      });
      await this.#readAgain();
    }
    // In a shared account the order is the owner's; the response then tells the client that its value was not taken.
    if ((sortOrder !== undefined && !this.#view.shared) || role !== undefined) {
      const specialUse = role === undefined ? undefined : this.#useFor(from, role);
      await asSetError(() => changeMailbox(store, accountId, wanted.id, { sortOrder, specialUse }).catch(refuseRole));
      await this.#readAgain();
    }
    if (isSubscribed !== undefined) await this.#subscribe(wanted.id, to, isSubscribed);
    if (wanted.shareWith) await shareWith(this.#context, this.#view, wanted.id, wanted.shareWith);
    return typeof sortOrder === 'number' && !this.#view.shared
      ? null
      : sortOrder === undefined
        ? null
        : { sortOrder: this.#object(wanted.id).sortOrder ?? null };
  }

  /** Renames mailboxes that block each other's names (RFC 8620 5.3) in one step. Returns whether there were any. */
  async renameTogether(updates: readonly (readonly [id: string | undefined, patch: JsonObject])[]): Promise<boolean> {
    const all = new Set(this.#mailboxes.map(({ name }) => name));
    const wanted: ToUpdate[] = [];
    for (const [id, patch] of updates) {
      await attempt(
        async () => void wanted.push(await this.#wanted(id, patch, all)),
        () => {},
      );
    }
    const moved = onlyHeldByEachOther(wanted, all);
    if (moved.length < 2) return false;
    try {
      for (const each of moved) this.#requireMayMove(each);
      await renameMailboxes(this.#context.services.store, this.#view.accountId, moved);
    } catch (error) {
      if (isMailError(error)) return false;
      throw error;
    }
    await this.#readAgain();
    return true;
  }

  /** Destroys a mailbox. Throws SetError. */
  async destroy(given: string | undefined): Promise<void> {
    const { store } = this.#context.services;
    const { id, path } = this.#paths().toDestroy(given);
    await asSetError(async () => {
      // With removesEmails the emails are deleted, too, which needs the rights `t` and `e`.
      requireRights(seenMailbox(this.#view, id), this.#removesEmails ? 'xte' : 'x');
      const onlyEmpty = !this.#removesEmails;
      await deleteMailbox(store, this.#view.accountId, path, { onlyEmpty, meant: id }).catch((error: unknown) => {
        if (isMailError(error, 'in-use')) throw new SetError('mailboxHasEmail', error.message);
        throw error;
      });
      if (!this.#view.shared) await unsubscribe(store.pool, this.#view.accountId, path);
    });
    await this.#readAgain();
  }

  /** Sorts ids so that every mailbox comes before the mailboxes above it. */
  deepestFirst(ids: readonly string[]): string[] {
    const paths = this.#paths();
    const depth = (id: string): number => paths.depth(resolveId(id, this.#createdIds));
    return ids.toSorted((one, other) => depth(other) - depth(one));
  }

  /** @param leaving paths that other changes will free */
  async #wanted(id: string | undefined, patch: JsonObject, leaving?: ReadonlySet<string>): Promise<ToUpdate> {
    const accountId = formatId('a', this.#view.accountId);
    const known = { get: mailboxGet, accountId, settable: SETTABLE, isProperty: isMailboxProperty };
    const change = await withoutPassedBack(this.#context, known, id, patch);
    return this.#paths().toUpdate(id, readPatch(change), leaving);
  }

  /** Throws no-permission unless the mailbox may be moved to its new parent. */
  #requireMayMove({ id, parent }: ToUpdate): void {
    requireRights(seenMailbox(this.#view, id), '0');
    if (typeof parent === 'number') requireRights(seenMailbox(this.#view, parent), 'k');
  }

  #paths(): MailboxPaths {
    return new MailboxPaths(this.#mailboxes, this.#view, this.#createdIds);
  }

  /** Reads the mailboxes again, and in a shared account the rights. */
  async #readAgain(): Promise<void> {
    if (this.#view.shared) this.#view = await mailOf(this.#context, formatId('a', this.#view.accountId));
    ({ mailboxes: this.#mailboxes } = await readMailboxes(this.#context.services.store.pool, this.#view));
  }

  async #subscribe(mailboxId: number, path: string, isSubscribed: boolean): Promise<void> {
    const { services, login } = this.#context;
    const { pool } = services.store;
    const { accountId, shared } = this.#view;
    if (shared) return subscribeShared(pool, login.accountId, { accountId, mailboxId }, isSubscribed);
    await asSetError(() => (isSubscribed ? subscribe : unsubscribe)(pool, accountId, path));
  }

  #requireOwner(): void {
    if (this.#view.shared) throw new SetError('forbidden', 'Only the owner can set roles');
  }

  /** Returns the special use for a role. INBOX needs none: its name makes it the inbox. */
  #useFor(path: string, role: string | null): SpecialUse | null | undefined {
    if (path === 'INBOX') {
      if (role !== 'inbox') throw invalidProperties(['role'], 'The inbox cannot be deleted');
      return undefined;
    }
    return useOf(role);
  }

  #object(mailboxId: number): JsonObject {
    const object = mailboxObjects(this.#mailboxes, this.#view)[this.#mailboxes.findIndex(({ id }) => id === mailboxId)];
    if (!object) throw new SetError('notFound', 'The mailbox no longer exists');
    return object;
  }
}

/** Properties that a mailbox with a provisional name gets together with its final name. */
const LATER = ['role', 'sortOrder', 'isSubscribed', 'shareWith'];

type ConstructorArguments = [
  context: Context,
  view: MailView,
  createdIds: ReadonlyMap<string, string>,
  removesEmails: boolean,
];

/** Returns properties that the client left out or that differ (RFC 8620 5.3): a name may bring back an old role. shareWith is never told. */
function serverSet(mailbox: JsonObject, said: JsonObject, asked: string | null, isNamedSo: boolean): JsonObject {
  const { name = null, parentId = null, shareWith: _shareWith, role = null, ...others } = mailbox;
  const isLeftOut = (property: string): boolean => own(said, property) === undefined;
  return {
    ...others,
    ...(isLeftOut('parentId') && { parentId }),
    ...((isLeftOut('role') || role !== asked) && { role }),
    ...(!isNamedSo && { name }),
  };
}
