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
import { createSubscription, destroySubscription, readSubscriptions, updateSubscription } from '@postroom/push';
import { isMailError } from '@postroom/types';
import { CORE } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { withoutPassedBack } from '../passed-back.ts';
import { readStates } from '../states.ts';
import { PUSH_PROPERTIES, pushSubscriptionGet } from './get.ts';
import { readSubscription, readSubscriptionPatch } from './read-subscription.ts';

/** The most subscriptions that an account may create in an hour (RFC 8620 8.7): each sends a message to a URL that somebody chose. */
const RATE = { of: 'push', limit: 100, windowSeconds: 3_600 };

const KNOWN = {
  get: pushSubscriptionGet,
  settable: ['verificationCode', 'expires', 'types'],
  isProperty: (name: string) => PUSH_PROPERTIES.includes(name),
};

/** Properties that a client may leave out at the creation. */
const DEFAULTS = { keys: null, verificationCode: null, types: null };

/** RFC 8620 7.2.2: a /set without account and state. The Pusher sends the code that verifies a subscription. */
export const pushSubscriptionSet: Method<Context> = {
  name: 'PushSubscription/set',
  capability: CORE,
  async run(context, args, { createdIds }) {
    const { services, login } = context;
    const { store, settings } = services;
    const { pool } = store;
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
          const id = await atRate(services, login, () => createSubscription(pool, login, made));
          createdIds.set(creationId, id);
          result.created(creationId, { id, expires: formatUtcDate(made.expires), ...leftOut(object) });
        },
        (error) => result.failed('Created', creationId, error),
      );
    }
    for (const [given, patch] of update) {
      await attempt(
        async () => {
          const id = subscriptionId(given, createdIds);
          if (!(await readSubscriptions(pool, login)).some((each) => each.id === id)) throw notFound();
          const change = readSubscriptionPatch(readPatch(await withoutPassedBack(context, KNOWN, id, patch)));
          const state = await readStates(pool, login.accountId);
          await asSetError(() => updateSubscription(pool, login, id, change, state).catch(refuseCode));
          result.updated(given, change.expires ? { expires: formatUtcDate(change.expires) } : null);
        },
        (error) => result.failed('Updated', given, error),
      );
    }
    for (const given of destroy) {
      await attempt(
        async () => {
          const id = subscriptionId(given, createdIds);
          if (!(await destroySubscription(pool, login, id))) throw notFound();
          result.destroyed(given);
        },
        (error) => result.failed('Destroyed', given, error),
      );
    }
    return withoutAccount(result.response('', '', ''));
  },
};

/** Creates a subscription if the account has not created too many. Throws SetError. */
async function atRate(
  { rates }: Context['services'],
  { accountId }: Context['login'],
  create: () => Promise<string>,
): Promise<string> {
  const taken = await rates.take(RATE, String(accountId)).catch((error: unknown) => {
    throw isMailError(error, 'unavailable') ? new SetError('rateLimit', error.message) : error;
  });
  if (!taken.isTaken) throw new SetError('rateLimit', `An account creates at most ${RATE.limit} in an hour`);
  return asSetError(create);
}

/** RFC 8620 5.3: returns the properties that the client left out. */
function leftOut(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !Object.hasOwn(object, name)));
}

/** Returns '' for an invalid id (RFC 8620 1.2); no subscription has that id. */
function subscriptionId(given: string, createdIds: Parameters<typeof resolveId>[1]): string {
  const id = resolveId(given, createdIds) ?? '';
  return isId(id) ? id : '';
}

function notFound(): SetError {
  return new SetError('notFound', 'There is no such push subscription');
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
