import {
  Arguments,
  attempt,
  formatUtcDate,
  invalidProperties,
  isId,
  type JsonObject,
  type Method,
  readObjects,
  readPatch,
  requireFewInSet,
  resolveId,
  SetError,
  SetResult,
} from '@postroom/jmap';
import { createSubscription, destroySubscription, updateSubscription } from '@postroom/push';
import { isMailError } from '@postroom/types';
import { CORE } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { readStates } from '../states.ts';
import { readSubscription, readSubscriptionPatch } from './read-subscription.ts';

/** RFC 8620 7.2.2: a /set without account and state. The Pusher sends the code that verifies a subscription. */
export const pushSubscriptionSet: Method<Context> = {
  name: 'PushSubscription/set',
  capability: CORE,
  async run({ services, login }, args, { createdIds }) {
    const { store, settings } = services;
    const { pool } = store;
    const { accountId, credentials, sessionId } = login;
    const read = new Arguments(args);
    const create = readObjects(read, 'create', isId);
    const update = readObjects(read, 'update', () => true);
    const destroy = read.ids('destroy') ?? [];
    read.end();
    requireFewInSet(create.length + update.length + destroy.length, settings.limits);
    const result = new SetResult(createdIds);
    for (const [creationId, object] of create) {
      await attempt(
        async () => {
          const made = readSubscription(object, settings.pushHosts);
          const id = await asSetError(() => createSubscription(pool, accountId, { ...made, credentials, sessionId }));
          createdIds.set(creationId, id);
          result.created(creationId, { id, expires: formatUtcDate(made.expires) });
        },
        (error) => result.failed('Created', creationId, error),
      );
    }
    for (const [given, patch] of update) {
      await attempt(
        async () => {
          const change = readSubscriptionPatch(readPatch(patch));
          const state = await readStates(pool, accountId);
          const id = subscriptionId(given, createdIds);
          await asSetError(() => updateSubscription(pool, accountId, id, change, state).catch(refuseCode));
          result.updated(given, change.expires ? { expires: formatUtcDate(change.expires) } : null);
        },
        (error) => result.failed('Updated', given, error),
      );
    }
    for (const given of destroy) {
      await attempt(
        async () => {
          const id = subscriptionId(given, createdIds);
          if (!(await destroySubscription(pool, accountId, id)))
            throw new SetError('notFound', 'There is no such push subscription');
          result.destroyed(given);
        },
        (error) => result.failed('Destroyed', given, error),
      );
    }
    return withoutAccount(result.response('', '', ''));
  },
};

/** Returns '' for an invalid id (RFC 8620 1.2); no subscription has that id. */
function subscriptionId(given: string, createdIds: Parameters<typeof resolveId>[1]): string {
  const id = resolveId(given, createdIds) ?? '';
  return isId(id) ? id : '';
}

function refuseCode(error: unknown): never {
  throw isMailError(error, 'invalid') ? invalidProperties(['verificationCode'], error.message) : error;
}

function withoutAccount({
  accountId: _accountId,
  oldState: _old,
  newState: _new,
  ...response
}: JsonObject): JsonObject {
  return response;
}
