import {
  attempt,
  formatId,
  invalidProperties,
  type JsonObject,
  readPatch,
  resolveId,
  SetError,
  specialUseOf,
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
import { mailboxGet } from './get.ts';
import { isMailboxProperty, mailboxObjects } from './mailbox-object.ts';
import { MailboxPaths, onlyHeldByEachOther, SETTABLE, type ToUpdate } from './mailbox-paths.ts';
import { shareWith } from './share-with.ts';

/** What one Mailbox/set does to an account's mailboxes, one after the other, as far as rights go (RFC 8621 2.5, RFC 4314 4). */
export class MailboxWork {
  readonly #context: Context;
  readonly #createdIds: ReadonlyMap<string, string>;
  readonly #removesEmails: boolean;
  #view: MailView;
  #mailboxes: readonly CountedMailbox[] = [];

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

  /** What is seen now: a mailbox that was made below a shared one is shared, too. */
  get view(): MailView {
    return this.#view;
  }

  /** Returns what the client does not know of it (RFC 8620 5.3). Throws SetError. */
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
    return serverSet(this.#object(mailboxId), role, name === path);
  }

  /** Returns what is not as it was asked for; null: nothing. Throws SetError. */
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
    // To others the order is that of the owner, and they are told so.
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

  /** Renames those whose names are held by each other (RFC 8620 5.3), and returns whether there were any. */
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

  /** Throws SetError. */
  async destroy(given: string | undefined): Promise<void> {
    const { store } = this.#context.services;
    const { id, path } = this.#paths().toDestroy(given);
    await asSetError(async () => {
      // What is in it goes with it.
      requireRights(seenMailbox(this.#view, id), this.#removesEmails ? 'xte' : 'x');
      const onlyEmpty = !this.#removesEmails;
      await deleteMailbox(store, this.#view.accountId, path, { onlyEmpty }).catch((error: unknown) => {
        if (isMailError(error, 'in-use')) throw new SetError('mailboxHasEmail', error.message);
        throw error;
      });
      if (!this.#view.shared) await unsubscribe(store.pool, this.#view.accountId, path);
    });
    await this.#readAgain();
  }

  /** What is below a mailbox goes before it. */
  deepestFirst(ids: readonly string[]): string[] {
    const paths = this.#paths();
    const depth = (id: string): number => paths.depth(resolveId(id, this.#createdIds));
    return ids.toSorted((one, other) => depth(other) - depth(one));
  }

  /** @param leaving paths that are free then */
  async #wanted(id: string | undefined, patch: JsonObject, leaving?: ReadonlySet<string>): Promise<ToUpdate> {
    const accountId = formatId('a', this.#view.accountId);
    const known = { get: mailboxGet, accountId, settable: SETTABLE, isProperty: isMailboxProperty };
    const change = await withoutPassedBack(this.#context, known, id, patch);
    return this.#paths().toUpdate(id, readPatch(change), leaving);
  }

  /** Throws no-permission. */
  #requireMayMove({ id, parent }: ToUpdate): void {
    requireRights(seenMailbox(this.#view, id), '0');
    if (typeof parent === 'number') requireRights(seenMailbox(this.#view, parent), 'k');
  }

  #paths(): MailboxPaths {
    return new MailboxPaths(this.#mailboxes, this.#view, this.#createdIds);
  }

  /** Rights are looked up again, too. */
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
    if (this.#view.shared) throw new SetError('forbidden', 'Roles are given by the owner');
  }

  /** The inbox has its role by its name. */
  #useFor(path: string, role: string | null): SpecialUse | null | undefined {
    if (path === 'INBOX') {
      if (role !== 'inbox') throw invalidProperties(['role'], 'There is always an inbox');
      return undefined;
    }
    return useOf(role);
  }

  #object(mailboxId: number): JsonObject {
    const object = mailboxObjects(this.#mailboxes, this.#view)[this.#mailboxes.findIndex(({ id }) => id === mailboxId)];
    if (!object) throw new SetError('notFound', 'The mailbox is gone already');
    return object;
  }
}

type ConstructorArguments = [
  context: Context,
  view: MailView,
  createdIds: ReadonlyMap<string, string>,
  removesEmails: boolean,
];

function useOf(role: string | null): SpecialUse | null {
  if (role === null) return null;
  const use = specialUseOf(role);
  if (use === undefined) throw invalidProperties(['role'], `There is no role ${role.slice(0, 100)} to be given`);
  return use as SpecialUse;
}

/** RFC 8621 2: two mailboxes never have the same role. */
function refuseRole(error: unknown): never {
  if (isMailError(error, 'cannot')) throw invalidProperties(['role'], error.message);
  throw error;
}

function refuseName(error: unknown): never {
  if (isMailError(error, 'bad-mailbox-name')) throw invalidProperties(['name'], error.message);
  throw error;
}

/** A name may bring back the role that it had. What is shared the client has said itself. */
function serverSet(mailbox: JsonObject, asked: string | null, isNamedSo: boolean): JsonObject {
  const { name = null, parentId: _parentId, shareWith: _shareWith, role = null, ...others } = mailbox;
  return { ...others, ...(role !== asked && { role }), ...(!isNamedSo && { name }) };
}
