import {
  Arguments,
  attempt,
  formatId,
  invalidProperties,
  type JsonObject,
  type Method,
  own,
  readPatch,
  readSet,
  resolveId,
  type SetArguments,
  SetError,
  SetResult,
  specialUseOf,
} from '@postroom/jmap';
import {
  type CountedMailbox,
  createMailbox,
  deleteMailbox,
  readMailboxes,
  renameMailbox,
  subscribe,
  unsubscribe,
} from '@postroom/mailbox';
import { isMailError, type SpecialUse } from '@postroom/types';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { changing } from '../own-changes.ts';
import { mailboxObjects } from './mailbox-object.ts';
import { MailboxPaths } from './mailbox-paths.ts';

/** RFC 8621 2.5: through the functions that IMAP's commands use, one mailbox after the other. */
export const mailboxSet: Method<Context> = {
  name: 'Mailbox/set',
  capability: MAIL,
  async run(context, args, { createdIds }) {
    const { settings } = context.services;
    const read = new Arguments(args);
    const asked = readSet(read, settings.limits);
    const removesEmails = read.boolean('onDestroyRemoveEmails', false);
    read.end();
    const { accountId, ifInState } = asked;
    const account = accountOf(context, accountId);
    const result = new SetResult();
    const { oldState, newState } = await changing(context, account, ifInState, (own) =>
      carryOut(own, account, asked, { createdIds, removesEmails, result }),
    );
    return result.response(accountId, oldState, newState);
  },
};

interface Work {
  readonly createdIds: Map<string, string>;
  readonly removesEmails: boolean;
  readonly result: SetResult;
}

async function carryOut(context: Context, account: number, asked: SetArguments, work: Work): Promise<void> {
  const { createdIds, removesEmails, result } = work;
  const { store } = context.services;
  let { mailboxes } = await readMailboxes(store.pool, account);
  const paths = () => new MailboxPaths(mailboxes, createdIds);
  const readAgain = async (): Promise<void> => {
    ({ mailboxes } = await readMailboxes(store.pool, account));
  };

  for (const [creationId, object] of parentsFirst(asked.create)) {
    await attempt(
      async () => {
        const { role, isSubscribed, path } = paths().toCreate(object);
        const made = await asSetError(() => createMailbox(store, account, path, useOf(role)));
        if (isSubscribed) await asSetError(() => subscribe(store.pool, account, path));
        createdIds.set(creationId, formatId('M', made.mailboxId));
        await readAgain();
        result.created(creationId, serverSet(mailboxes, made.mailboxId, role));
      },
      (error) => result.failed('Created', creationId, error),
    );
  }
  for (const [given, patch] of asked.update) {
    await attempt(
      async () => {
        const { from, to, isSubscribed, asksForOrder } = paths().toUpdate(
          resolveId(given, createdIds),
          readPatch(patch),
        );
        if (from !== to) {
          await asSetError(() => renameMailbox(store, account, from, to));
          await readAgain();
        }
        if (isSubscribed !== undefined) {
          await asSetError(() => (isSubscribed ? subscribe : unsubscribe)(store.pool, account, to));
        }
        // RFC 8620 5.3: what is not kept as it was asked for is told.
        result.updated(given, asksForOrder ? { sortOrder: orderOf(mailboxes, to) } : null);
      },
      (error) => result.failed('Updated', given, error),
    );
  }
  for (const given of deepestFirst(asked.destroy, paths(), createdIds)) {
    await attempt(
      async () => {
        const path = paths().toDestroy(resolveId(given, createdIds));
        await asSetError(async () => {
          await deleteMailbox(store, account, path, { onlyEmpty: !removesEmails }).catch((error: unknown) => {
            if (isMailError(error, 'in-use')) throw new SetError('mailboxHasEmail', error.message);
            throw error;
          });
          mailboxes = mailboxes.filter(({ name }) => name !== path);
          await unsubscribe(store.pool, account, path);
        });
        result.destroyed(given);
      },
      (error) => result.failed('Destroyed', given, error),
    );
  }
}

/** What refers to a mailbox of the same call comes after it. */
function parentsFirst(create: readonly (readonly [string, JsonObject])[]): (readonly [string, JsonObject])[] {
  const byId = new Map(create);
  const depth = ([creationId, object]: readonly [string, JsonObject]): number => {
    let levels = 0;
    const seen = new Set([creationId]);
    for (let parent = own(object, 'parentId'); typeof parent === 'string' && parent.startsWith('#'); levels++) {
      const above = parent.slice(1);
      const next = byId.get(above);
      if (!next || seen.has(above)) break;
      seen.add(above);
      parent = own(next, 'parentId');
    }
    return levels;
  };
  return create
    .map((each) => [each, depth(each)] as const)
    .sort((one, other) => one[1] - other[1])
    .map(([each]) => each);
}

function deepestFirst(
  destroy: readonly string[],
  all: MailboxPaths,
  createdIds: ReadonlyMap<string, string>,
): string[] {
  return destroy.toSorted(
    (one, other) => all.depth(resolveId(other, createdIds)) - all.depth(resolveId(one, createdIds)),
  );
}

function useOf(role: string | null): SpecialUse | null {
  if (role === null) return null;
  const use = specialUseOf(role);
  if (use === undefined) throw invalidProperties(['role'], `There is no role ${role.slice(0, 100)} to be given`);
  return use as SpecialUse;
}

/** RFC 8620 5.3: what the client does not know of the mailbox that it made; a name may bring back the role that it had. */
function serverSet(mailboxes: readonly CountedMailbox[], mailboxId: number, asked: string | null): JsonObject {
  const { name: _name, parentId: _parentId, role, ...others } = objectOf(mailboxes, ({ id }) => id === mailboxId);
  return role === asked ? others : { ...others, role: role ?? null };
}

function orderOf(mailboxes: readonly CountedMailbox[], path: string): number {
  return objectOf(mailboxes, ({ name }) => name === path).sortOrder as number;
}

function objectOf(mailboxes: readonly CountedMailbox[], is: (mailbox: CountedMailbox) => boolean): JsonObject {
  const object = mailboxObjects(mailboxes)[mailboxes.findIndex(is)];
  if (!object) throw new SetError('notFound', 'The mailbox is gone already');
  return object;
}
