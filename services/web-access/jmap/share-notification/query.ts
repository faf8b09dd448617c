import {
  Arguments,
  formatId,
  invalidArgument,
  type JsonObject,
  type Method,
  MethodError,
  matchesFilter,
  queryResponse,
  readId,
  readQuery,
  readUtcDate,
  type Wanted,
  windowOf,
} from '@postroom/jmap';
import { readShareNotifications, type ShareNotification, sendingState } from '@postroom/sending';
import { PRINCIPALS } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { sendingQueryChanges } from '../sending-query-changes.ts';

type Test = (notification: ShareNotification) => boolean;

const GRAMMAR = {
  readCondition,
  isSortProperty: (name: string) => name === 'created',
  isKeywordSort: () => false,
};

/** RFC 9670 3.6. Notifications are few enough to read all of them. */
export const shareNotificationQuery: Method<Context> = {
  name: 'ShareNotification/query',
  capability: PRINCIPALS,
  async run(context, args) {
    const { pool } = context.services.store;
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    read.end();
    const account = await accountOf(context, query.accountId);
    const queryState = await sendingState(pool, account);
    const ids = await find(context, account, query);
    const window = windowOf(ids, query, (id) => ids.indexOf(id), ids.length);
    return queryResponse(query, { queryState, canCalculateChanges: true }, window, ids.length);
  },
};

/** RFC 9670 3.7. */
export const shareNotificationQueryChanges = sendingQueryChanges({
  name: 'ShareNotification',
  prefix: 'N',
  capability: PRINCIPALS,
  kind: 'notification',
  grammar: GRAMMAR,
  find,
});

async function find({ services }: Context, account: number, { filter, sort }: Wanted<Test>): Promise<string[]> {
  const all = await readShareNotifications(services.store.pool, account);
  const found = all.filter((each) => matchesFilter(filter, (test) => test(each)));
  // Ids are given in order of time.
  if (sort[0]?.isAscending === false) found.reverse();
  return found.map(({ id }) => formatId('N', id));
}

/** RFC 9670 3.6.1. */
function readCondition(object: JsonObject): Test {
  const tests = Object.entries(object).map(([name, value]): Test => {
    switch (name) {
      case 'after':
      case 'before': {
        if (value === null) return () => true;
        const date = readUtcDate(value);
        if (!date) throw invalidArgument('filter', `${name} must be a UTCDate`);
        return ({ createdAt }) => (name === 'after' ? createdAt >= date : createdAt < date);
      }
      case 'objectType':
        return () => value === 'Mailbox';
      case 'objectAccountId': {
        const account = typeof value === 'string' ? readId('a', value) : undefined;
        return ({ objectAccountId }) => objectAccountId === account;
      }
      default:
        throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
    }
  });
  return (notification) => tests.every((test) => test(notification));
}
