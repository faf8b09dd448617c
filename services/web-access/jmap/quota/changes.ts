import { Arguments, type Method, MethodError, readChanges } from '@postroom/jmap';
import { QUOTA } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { ownQuotas, QUOTA_ID, readQuotaState } from './own-quotas.ts';

/** RFC 9425 4.3. */
export const quotaChanges: Method<Context> = {
  name: 'Quota/changes',
  capability: QUOTA,
  async run(context, args) {
    const { accountId, sinceState } = readChanges(new Arguments(args));
    const { state } = await ownQuotas(context, await accountOf(context, accountId));
    const [before, now] = [readQuotaState(sinceState), readQuotaState(state)];
    if (!before || !now) throw new MethodError('cannotCalculateChanges', 'That is not a valid state of quotas');
    const [was, is] = [before.hardLimit !== null, now.hardLimit !== null];
    const isChanged = was && is && sinceState !== state;
    return {
      accountId,
      oldState: sinceState,
      newState: state,
      hasMoreChanges: false,
      created: is && !was ? [QUOTA_ID] : [],
      updated: isChanged ? [QUOTA_ID] : [],
      destroyed: was && !is ? [QUOTA_ID] : [],
      updatedProperties: isChanged && before.hardLimit === now.hardLimit ? ['used'] : null,
    };
  },
};
