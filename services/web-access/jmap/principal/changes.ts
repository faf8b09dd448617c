import { principalsState } from '@postroom/directory';
import { Arguments, type Method, MethodError, readChanges, readSet, SetError, SetResult } from '@postroom/jmap';
import { askAgain } from '../ask-again.ts';
import { PRINCIPALS } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { principalScope } from './scope.ts';

/** RFC 9670 2.3: changes that the operator makes are not recorded, so that a client has to read the principals again. */
export const principalChanges: Method<Context> = {
  name: 'Principal/changes',
  capability: PRINCIPALS,
  async run(context, args) {
    const { accountId, sinceState } = readChanges(new Arguments(args));
    await accountOf(context, accountId);
    const state = await principalsState(context.services.store.pool, await principalScope(context));
    if (state !== sinceState)
      throw new MethodError('cannotCalculateChanges', 'Changes of principals cannot be calculated: get them again');
    return {
      accountId,
      oldState: state,
      newState: state,
      hasMoreChanges: false,
      created: [],
      updated: [],
      destroyed: [],
    };
  },
};

/** RFC 9670 2.6. */
export const principalQueryChanges = askAgain('Principal/queryChanges', PRINCIPALS);

/** RFC 9670 2.5: clients change nothing, because accounts are the operator's. */
export const principalSet: Method<Context> = {
  name: 'Principal/set',
  capability: PRINCIPALS,
  async run(context, args) {
    const read = new Arguments(args);
    const { accountId, create, update, destroy } = readSet(read, context.services.settings.limits);
    read.end();
    await accountOf(context, accountId);
    const state = await principalsState(context.services.store.pool, await principalScope(context));
    const result = new SetResult();
    const forbidden = new SetError('forbidden', 'Principals can be changed only by the operator');
    for (const [id] of create) result.failed('Created', id, forbidden);
    for (const [id] of update) result.failed('Updated', id, forbidden);
    for (const id of destroy) result.failed('Destroyed', id, forbidden);
    return result.response(accountId, state, state);
  },
};
