import {
  Arguments,
  type Filter,
  invalidArgument,
  type JsonObject,
  type Method,
  MethodError,
  matchesFilter,
  queryChangesOf,
  queryChangesResponse,
  queryResponse,
  readQuery,
  readQueryChanges,
  readWanted,
  windowOf,
} from '@postroom/jmap';
import { QUOTA } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { ownQuotas, QUOTA_ID, readQuotaState } from './own-quotas.ts';

type Test = (quota: JsonObject) => boolean;

const GRAMMAR = {
  readCondition,
  isSortProperty: (name: string) => name === 'name' || name === 'used',
  isKeywordSort: () => false,
};

/** RFC 9425 4.4. */
export const quotaQuery: Method<Context> = {
  name: 'Quota/query',
  capability: QUOTA,
  async run(context, args) {
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    read.end();
    const { state, all } = await ownQuotas(context, await accountOf(context, query.accountId));
    const ids = idsOf(all, query.filter);
    const window = windowOf(ids, query, (id) => ids.indexOf(id), ids.length);
    return queryResponse(query, { queryState: state, canCalculateChanges: true }, window, ids.length);
  },
};

/** RFC 9425 4.5. */
export const quotaQueryChanges: Method<Context> = {
  name: 'Quota/queryChanges',
  capability: QUOTA,
  async run(context, args) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const { filter } = readWanted(read, GRAMMAR);
    const { sinceQueryState: oldQueryState, maxChanges } = readQueryChanges(read);
    const calculateTotal = read.boolean('calculateTotal', false);
    read.end();
    const { state, all } = await ownQuotas(context, await accountOf(context, accountId));
    if (!readQuotaState(oldQueryState))
      throw new MethodError('cannotCalculateChanges', 'That is not a valid state of this query');
    const ids = idsOf(all, filter);
    const changed = new Set(state === oldQueryState ? [] : [QUOTA_ID]);
    const states = { accountId, oldQueryState, newQueryState: state };
    return queryChangesResponse(states, calculateTotal ? ids.length : null, queryChangesOf(ids, changed, maxChanges));
  },
};

function idsOf(all: readonly JsonObject[], filter: Filter<Test> | null): string[] {
  return all.filter((quota) => matchesFilter(filter, (test) => test(quota))).map(({ id }) => id as string);
}

/** Reads a condition (RFC 9425 4.4.1): `name` matches a part of the name, the others match exactly. */
function readCondition(object: JsonObject): Test {
  const tests = Object.entries(object).map(([name, value]): Test => {
    if (!['name', 'scope', 'resourceType', 'type'].includes(name))
      throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
    if (typeof value !== 'string') throw invalidArgument('filter', `${name} must be a string`);
    if (name === 'name') return (quota) => (quota.name as string).includes(value);
    if (name === 'type') return (quota) => (quota.types as string[]).includes(value);
    return (quota) => quota[name] === value;
  });
  return (quota) => tests.every((test) => test(quota));
}
