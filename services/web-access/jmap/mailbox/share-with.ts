import {
  formatId,
  invalidProperties,
  isObject,
  type Json,
  type JsonObject,
  type PropertyPatch,
  readId,
  SetError,
} from '@postroom/jmap';
import { type Grants, type MailView, readGrants, seenMailbox, shareMailbox } from '@postroom/mailbox';
import { noteGrants } from '@postroom/sending';
import type { Rights } from '@postroom/types';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { seenPrincipals } from '../principal/scope.ts';
import { changedRights, readRightsObject, rightsObject } from './mailbox-rights.ts';

/** RFC 9670 4: who else may do what; null: nobody. */
export function shareWithObject(grants: ReadonlyMap<number, Rights> | undefined): JsonObject | null {
  if (!grants || grants.size === 0) return null;
  return Object.fromEntries(Array.from(grants, ([account, rights]) => [formatId('P', account), rightsObject(rights)]));
}

/** Does what a client says of shareWith, and tells whom it concerns (RFC 9670 3). Throws SetError. */
export async function shareWith(
  context: Context,
  view: MailView,
  mailboxId: number,
  patch: PropertyPatch,
): Promise<void> {
  const { services, login } = context;
  const { pool } = services.store;
  const before = (await readGrants(pool, view.accountId)).get(mailboxId) ?? new Map<number, Rights>();
  const { grants, isWhole } = 'whole' in patch ? readWhole(patch.whole) : readChanges(patch.inside, before);
  // Who cannot be seen any more, as one who is suspended, can still be taken what he was given.
  const [me] = await requirePrincipals(
    context,
    [...grants].flatMap(([id, rights]) => (rights === null && before.has(id) ? [] : [id])),
  );
  await asSetError(async () =>
    shareMailbox(services.store, seenMailbox(view, mailboxId), grants, isWhole, (tx, changed) =>
      noteGrants(
        tx,
        { accountId: login.accountId, name: me?.displayName || login.address, email: login.address },
        changed,
      ),
    ),
  );
}

interface Read {
  readonly grants: Grants;
  /** Who is not named has no rights. */
  readonly isWhole: boolean;
}

function readWhole(value: Json): Read {
  if (value !== null && !isObject(value)) throw invalidProperties(['shareWith'], 'It is no object');
  return {
    grants: new Map(Object.entries(value ?? {}).map(([id, rights]) => [principal(id), readRightsObject(rights)])),
    isWhole: true,
  };
}

function readChanges(
  inside: readonly { readonly path: readonly string[]; readonly value: Json }[],
  before: ReadonlyMap<number, Rights>,
): Read {
  const grants = new Map<number, Rights | null>();
  for (const { path, value } of inside) {
    const [id = '', name] = path;
    const account = principal(id);
    if (path.length > 2) throw new SetError('invalidPatch', 'There is nothing inside of a right');
    const now = grants.get(account) ?? before.get(account) ?? new Set();
    grants.set(account, name === undefined ? readRightsObject(value) : changedRights(now, name, value));
  }
  return { grants, isWhole: false };
}

function principal(id: string): number {
  const account = readId('P', id);
  if (account === undefined) throw noPrincipal(id);
  return account;
}

function noPrincipal(id: string): SetError {
  return invalidProperties(['shareWith'], `There is no principal ${id.slice(0, 100)}`);
}

/** Returns who asks, alone. Throws invalidProperties where somebody is not there, or not to be seen. */
async function requirePrincipals(context: Context, ids: readonly number[]) {
  const seen = await seenPrincipals(context, [...ids, context.login.accountId]);
  const missing = ids.find((id) => !seen.some((each) => each.id === id));
  if (missing !== undefined) throw noPrincipal(formatId('P', missing));
  return seen.filter(({ id }) => id === context.login.accountId);
}
