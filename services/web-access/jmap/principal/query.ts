import { findPrincipals, type PrincipalFilter, type PrincipalKind, principalsState } from '@postroom/directory';
import {
  Arguments,
  formatId,
  invalidArgument,
  type JsonObject,
  type Method,
  MethodError,
  queryResponse,
  readId,
  readQuery,
  windowOf,
} from '@postroom/jmap';
import { PRINCIPALS } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { MAX_PRINCIPALS, principalScope } from './scope.ts';

const TEXTS = ['email', 'name', 'text'] as const;
/** The longest text that can be searched for, in characters. */
const MAX_TEXT = 320;

const GRAMMAR = {
  readCondition,
  isSortProperty: (name: string) => name === 'email',
  isKeywordSort: () => false,
};

/** RFC 9670 2.4: sorted by address; at most MAX_PRINCIPALS. */
export const principalQuery: Method<Context> = {
  name: 'Principal/query',
  capability: PRINCIPALS,
  async run(context, args) {
    const { pool } = context.services.store;
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    read.end();
    const { accountId, filter, sort } = query;
    await accountOf(context, accountId);
    if (filter && 'operator' in filter)
      throw new MethodError('unsupportedFilter', 'The filter must be a single condition');
    const scope = await principalScope(context);
    const condition = filter?.condition ?? {};
    const numbers = condition === 'nobody' ? [] : await findPrincipals(pool, scope, condition, MAX_PRINCIPALS);
    if (sort[0]?.isAscending === false) numbers.reverse();
    const ids = numbers.map((number) => formatId('P', number));
    const window = windowOf(ids, query, (id) => ids.indexOf(id), MAX_PRINCIPALS);
    const states = { queryState: await principalsState(pool, scope), canCalculateChanges: false };
    return {
      ...queryResponse(query, states, window, ids.length),
      ...((query.limit === null || query.limit > MAX_PRINCIPALS) && { limit: MAX_PRINCIPALS }),
    };
  },
};

/** Reads a condition (RFC 9670 2.4.1); returns `nobody` for one that matches no principal. */
function readCondition(object: JsonObject): PrincipalFilter | 'nobody' {
  const condition: { ids?: number[]; kind?: PrincipalKind; email?: string; name?: string; text?: string } = {};
  let isPossible = true;
  for (const [name, value] of Object.entries(object)) {
    if ((TEXTS as readonly string[]).includes(name)) {
      if (typeof value !== 'string' || value.length > MAX_TEXT || value.includes('\0'))
        throw invalidArgument('filter', `${name} must be a short text`);
      condition[name as (typeof TEXTS)[number]] = value;
    } else if (name === 'accountIds') {
      if (!Array.isArray(value)) throw invalidArgument('filter', 'accountIds must be an array');
      condition.ids = value.flatMap((id) => (typeof id === 'string' ? (readId('a', id) ?? []) : []));
    } else if (name === 'type') {
      if (value === 'individual' || value === 'group') condition.kind = value;
      else isPossible = false;
    } else if (name === 'timeZone') {
      // No principal has one.
      isPossible = false;
    } else throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
  }
  return isPossible ? condition : 'nobody';
}
