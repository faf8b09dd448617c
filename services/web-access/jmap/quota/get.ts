import { Arguments, type JsonObject, type Method, pick, readGet } from '@postroom/jmap';
import { accountUsage, changesState, ownMail } from '@postroom/mailbox';
import { QUOTA } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';

const PROPERTIES = new Set([
  'id',
  'resourceType',
  'used',
  'hardLimit',
  'warnLimit',
  'softLimit',
  'scope',
  'name',
  'types',
  'description',
]);

/** An account has one, of its octets. */
const ID = 'Q1';

/** RFC 9425 4.2. */
export const quotaGet: Method<Context> = {
  name: 'Quota/get',
  capability: QUOTA,
  async run(context, args) {
    const { store, settings } = context.services;
    const read = new Arguments(args);
    const { accountId, ids, properties } = readGet(read, settings.limits, (name) => PROPERTIES.has(name));
    read.end();
    const account = await accountOf(context, accountId);
    const state = await changesState(store.pool, ownMail(account));
    const { usedBytes, quotaBytes } = await accountUsage(store.pool, account);
    const all = quotaBytes === null ? [] : [quotaObject(usedBytes, quotaBytes)];
    return {
      ...{ accountId, state },
      list: all.filter(({ id }) => ids === null || ids.includes(id as string)).map((quota) => pick(quota, properties)),
      notFound: (ids ?? []).filter((id) => !all.some((quota) => quota.id === id)),
    };
  },
};

function quotaObject(usedBytes: number, quotaBytes: number): JsonObject {
  return {
    id: ID,
    resourceType: 'octets',
    used: usedBytes,
    hardLimit: quotaBytes,
    warnLimit: Math.floor(quotaBytes * 0.9),
    softLimit: null,
    scope: 'account',
    name: 'Mail',
    types: ['Mail'],
    description: null,
  };
}
