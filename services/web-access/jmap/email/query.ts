import {
  Arguments,
  type Comparator,
  EMAIL_SORT_PROPERTIES,
  type EmailSortProperty,
  formatId,
  type Method,
  readEmailCondition,
  readId,
  readQuery,
  windowOf,
} from '@postroom/jmap';
import { changesState, collapseThreads, type EmailComparator, queryEmails } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { storeFilter } from './query-filter.ts';

/** Ids of one answer. */
const MAX_IDS = 10_000;

const SCOPES = {
  hasKeyword: 'email',
  allInThreadHaveKeyword: 'all-in-thread',
  someInThreadHaveKeyword: 'some-in-thread',
} as const;
const COLUMNS = {
  receivedAt: 'received',
  sentAt: 'sent',
  size: 'size',
  from: 'from',
  to: 'to',
  subject: 'subject',
} as const;

const GRAMMAR = {
  readCondition: readEmailCondition,
  isSortProperty: (name: string) => (EMAIL_SORT_PROPERTIES as readonly string[]).includes(name),
  isKeywordSort: (name: string) => name in SCOPES,
};

/** RFC 8621 4.4. */
export const emailQuery: Method<Context> = {
  name: 'Email/query',
  capability: MAIL,
  async run(context, args) {
    const { pool } = context.services.store;
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    const collapses = read.boolean('collapseThreads', false);
    read.end();
    const { accountId, filter, sort, position, anchor, limit, calculateTotal } = query;
    const account = accountOf(context, accountId);
    const queryState = await changesState(pool, account);
    const found = await queryEmails(pool, account, filter ? storeFilter(filter) : { all: [] }, sort.map(comparator));
    // With neither a total nor an anchor the rest is not needed.
    const needed =
      calculateTotal || anchor !== null || position < 0
        ? Number.POSITIVE_INFINITY
        : position + Math.min(limit ?? MAX_IDS, MAX_IDS);
    const all = Array.from(collapses ? await collapseThreads(pool, account, found, needed) : found);
    const window = windowOf(all, query, (id) => all.indexOf(readId('E', id) ?? 0), MAX_IDS);
    return {
      ...{ accountId, queryState, canCalculateChanges: false, position: window.position },
      ids: window.ids.map((id) => formatId('E', id)),
      ...(calculateTotal && { total: all.length }),
      // RFC 8620 5.5: where fewer came than were asked for because there is a limit of ours.
      ...((limit === null || limit > MAX_IDS) && { limit: MAX_IDS }),
    };
  },
};

function comparator({ property, isAscending, keyword }: Comparator): EmailComparator {
  const name = property as EmailSortProperty;
  if (name in SCOPES)
    return { by: { keyword: (keyword ?? '').toLowerCase(), of: SCOPES[name as keyof typeof SCOPES] }, isAscending };
  return { by: COLUMNS[name as keyof typeof COLUMNS], isAscending };
}
