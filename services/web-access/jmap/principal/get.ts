import { type Principal, principalsState, readPrincipals } from '@postroom/directory';
import {
  Arguments,
  formatId,
  type JsonObject,
  type Method,
  pick,
  readGet,
  readId,
  requireFewObjects,
} from '@postroom/jmap';
import { sharedAccounts } from '@postroom/mailbox';
import { isGroupId } from '@postroom/types';
import { PRINCIPALS } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { ownAccountObject, sharedAccountObject } from '../session-object.ts';
import { MAX_PRINCIPALS, principalScope } from './scope.ts';

const PROPERTIES = ['id', 'type', 'name', 'description', 'email', 'timeZone', 'capabilities', 'accounts'];

/** RFC 9670 2.2. */
export const principalGet: Method<Context> = {
  name: 'Principal/get',
  capability: PRINCIPALS,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, (name) => PROPERTIES.includes(name));
    read.end();
    await accountOf(context, accountId);
    const scope = await principalScope(context);
    const state = await principalsState(store.pool, scope);
    const numbers = ids?.flatMap((id) => readId('P', id) ?? []) ?? null;
    const principals = await readPrincipals(store.pool, scope, numbers, MAX_PRINCIPALS);
    if (ids === null) requireFewObjects(principals.length, settings.limits);
    const accounts = await knownAccounts(context);
    const all = new Map(principals.map((each) => [formatId('P', each.id), principalObject(each, accounts)]));
    return {
      accountId,
      state,
      list: [...(ids ?? all.keys())].flatMap((id) => {
        const object = all.get(id);
        return object ? [pick(object, properties)] : [];
      }),
      notFound: (ids ?? []).filter((id) => !all.has(id)),
    };
  },
};

/** Returns the accounts in the user's session, by number. */
async function knownAccounts({ services, login }: Context): Promise<ReadonlyMap<number, object>> {
  const shared = await sharedAccounts(services.store.pool, login.accountId);
  return new Map<number, object>([
    [login.accountId, ownAccountObject(login, services.settings)],
    ...shared.map((each) => [each.accountId, sharedAccountObject(each, login, services.settings)] as const),
  ]);
}

function principalObject(
  { id, address, displayName, email }: Principal,
  accounts: ReadonlyMap<number, object>,
): JsonObject {
  const account = accounts.get(id);
  const isGroup = isGroupId(id);
  return {
    id: formatId('P', id),
    type: isGroup ? 'group' : 'individual',
    name: displayName || address,
    // The name of a group may change; its address helps to choose the right one.
    description: isGroup ? address : null,
    email,
    timeZone: null,
    capabilities: {},
    accounts: account ? { [formatId('a', id)]: account as JsonObject } : null,
  };
}
