import { transaction } from '@postroom/database';
import { notTheirs } from '@postroom/directory';
import {
  Arguments,
  attempt,
  formatId,
  type JsonObject,
  type Method,
  own,
  readId,
  readPatch,
  readSet,
  resolveId,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { createIdentity, destroyIdentity, type IdentityProperties, updateIdentity } from '@postroom/sending';
import { SUBMISSION } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { changingSending } from '../own-changes.ts';
import { withoutPassedBack } from '../passed-back.ts';
import { identityGet } from './get.ts';
import { IDENTITY_PROPERTIES, mayDelete } from './identity-object.ts';
import { ownIdentities } from './own-identities.ts';
import { readIdentity, readIdentityPatch } from './read-identity.ts';

const CHANGEABLE = ['name', 'replyTo', 'bcc', 'textSignature', 'htmlSignature'];
const isProperty = (name: string): boolean => IDENTITY_PROPERTIES.includes(name);

const STAYS = 'The identity of your own or of a delegated address cannot be deleted';

/** RFC 8621 6.3. */
export const identitySet: Method<Context> = {
  name: 'Identity/set',
  capability: SUBMISSION,
  async run(context, args, { createdIds }) {
    const { store, settings } = context.services;
    const { pool } = store;
    const read = new Arguments(args);
    const { accountId, ifInState, create, update, destroy } = readSet(read, settings.limits);
    read.end();
    const account = await accountOf(context, accountId);
    const result = new SetResult(createdIds);
    const { oldState, newState } = await changingSending(context, account, ifInState, async () => {
      for (const [creationId, object] of create) {
        await attempt(
          async () => {
            const identity = readIdentity(object);
            if ((await notTheirs(pool, context.login, [identity.email])).length > 0)
              throw new SetError('forbiddenFrom', 'You may not send as that address');
            const number = await asSetError(() => transaction(pool, (tx) => createIdentity(tx, account, identity)));
            const id = formatId('I', number);
            createdIds.set(creationId, id);
            result.created(creationId, { id, mayDelete: true, ...leftOut(identity, object) });
          },
          (error) => result.failed('Created', creationId, error),
        );
      }
      const known = update.length > 0 || destroy.length > 0 ? await ownIdentities(context) : [];
      const properties = { get: identityGet, accountId, settable: CHANGEABLE, isProperty };
      for (const [given, patch] of update) {
        await attempt(
          async () => {
            const at = known.findIndex(({ id }) => id === numberOf(given, createdIds));
            const before = known[at];
            if (!before) throw notFound();
            const change = await withoutPassedBack(context, properties, formatId('I', before.id), patch);
            const after = { ...before, ...readIdentityPatch(readPatch(change)) };
            await asSetError(() => transaction(pool, (tx) => updateIdentity(tx, account, after)));
            known[at] = after;
            result.updated(given);
          },
          (error) => result.failed('Updated', given, error),
        );
      }
      for (const given of destroy) {
        await attempt(
          async () => {
            const id = numberOf(given, createdIds);
            const isThere = known.find((each) => each.id === id);
            if (isThere && !mayDelete(isThere)) throw new SetError('forbidden', STAYS);
            if (id === undefined || !(await transaction(pool, (tx) => destroyIdentity(tx, account, id))))
              throw notFound();
            result.destroyed(given);
          },
          (error) => result.failed('Destroyed', given, error),
        );
      }
    });
    return result.response(accountId, oldState, newState);
  },
};

/** RFC 8620 5.3: returns the present values of the properties that the client left out. */
function leftOut(identity: IdentityProperties, object: JsonObject): JsonObject {
  const all = Object.entries(identity as unknown as JsonObject);
  return Object.fromEntries(all.filter(([name]) => own(object, name) === undefined));
}

function notFound(): SetError {
  return new SetError('notFound', 'There is no such identity');
}

function numberOf(given: string, createdIds: ReadonlyMap<string, string>): number | undefined {
  const id = resolveId(given, createdIds);
  return id === undefined ? undefined : readId('I', id);
}
