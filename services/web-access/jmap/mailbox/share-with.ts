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

/** Returns the rights of others (RFC 9670 4); null if nobody has any. */
export function shareWithObject(grants: ReadonlyMap<number, Rights> | undefined): JsonObject | null {
  if (!grants || grants.size === 0) return null;
  return Object.fromEntries(Array.from(grants, ([account, rights]) => [formatId('P', account), rightsObject(rights)]));
}

/** Applies a change of shareWith and notifies the accounts that it concerns (RFC 9670 3). Throws SetError. */
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
  // Rights can be taken from an account that is no longer visible, such as a suspended one, so that only the others are checked.
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
  /** Whether all who are not named lose their rights. */
  readonly isWhole: boolean;
}

function readWhole(value: Json): Read {
  if (value !== null && !isObject(value)) throw invalidProperties(['shareWith'], 'It must be an object');
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
    if (path.length > 2) throw new SetError('invalidPatch', 'A right has no inner properties to patch');
    if (name === undefined) {
      grants.set(account, readRightsObject(value));
      continue;
    }
    // RFC 8620 5.3: the object whose property is patched has to exist.
    const now = grants.get(account) ?? before.get(account);
    if (!now) throw new SetError('invalidPatch', `${id.slice(0, 100)} has no rights that could be patched`);
    grants.set(account, changedRights(now, name, value));
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

/** Returns only the user who asks. Throws invalidProperties when one of the accounts does not exist or is not visible. */
async function requirePrincipals(context: Context, ids: readonly number[]) {
  const seen = await seenPrincipals(context, [...ids, context.login.accountId]);
  const missing = ids.find((id) => !seen.some((each) => each.id === id));
  if (missing !== undefined) throw noPrincipal(formatId('P', missing));
  return seen.filter(({ id }) => id === context.login.accountId);
}
