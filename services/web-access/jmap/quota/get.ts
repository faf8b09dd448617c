import { Arguments, type Method, pick, readGet } from '@postroom/jmap';
import { QUOTA } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { ownQuotas, QUOTA_PROPERTIES } from './own-quotas.ts';

/** RFC 9425 4.2. */
export const quotaGet: Method<Context> = {
  name: 'Quota/get',
  capability: QUOTA,
  async run(context, args) {
    const { settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, (name) => QUOTA_PROPERTIES.includes(name));
    read.end();
    const { state, all } = await ownQuotas(context, await accountOf(context, accountId));
    return {
      accountId,
      state,
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((quota) => pick(quota, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((quota) => quota.id === id)),
    };
  },
};
