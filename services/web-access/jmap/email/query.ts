import type { Pool } from '@postroom/database';
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
import { changesState, collapseThreads, type EmailComparator, type EmailFilter, queryEmails } from '@postroom/mailbox';
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
    const {
      store: { pool },
      searches,
    } = context.services;
    const read = new Arguments(args);
    const query = readQuery(read, GRAMMAR);
    const collapses = read.boolean('collapseThreads', false);
    read.end();
    const { accountId, filter, sort, position, anchor, limit, calculateTotal } = query;
    const account = accountOf(context, accountId);
    const queryState = await changesState(pool, account);
    const store = { pool, account };
    const wanted = filter ? storeFilter(filter) : { all: [] };
    const order = sort.map(comparator);
    // With neither a total nor an anchor the rest is not needed.
    const needsAll = calculateTotal || anchor !== null || position < 0;
    const needed = needsAll ? Number.POSITIVE_INFINITY : position + Math.min(limit ?? MAX_IDS, MAX_IDS);
    const list = collapses ? collapsed : plain;
    const all = await searches.run(account, () => list(store, wanted, order, needed));
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

interface Store {
  readonly pool: Pool;
  readonly account: number;
}

type List = (store: Store, filter: EmailFilter, order: readonly EmailComparator[], needed: number) => Promise<number[]>;

const plain: List = async ({ pool, account }, filter, order, needed) =>
  Array.from(await queryEmails(pool, account, filter, order, needed));

/** Of how many emails so many threads begin nobody knows before: more of them are read until there are enough. */
const collapsed: List = async ({ pool, account }, filter, order, needed) => {
  for (let most = 4 * needed; ; most *= 8) {
    const found = await queryEmails(pool, account, filter, order, most);
    const kept = await collapseThreads(pool, account, found, needed);
    if (kept.length >= needed || found.length < most) return Array.from(kept);
  }
};

function comparator({ property, isAscending, keyword }: Comparator): EmailComparator {
  const name = property as EmailSortProperty;
  if (name in SCOPES)
    return { by: { keyword: (keyword ?? '').toLowerCase(), of: SCOPES[name as keyof typeof SCOPES] }, isAscending };
  return { by: COLUMNS[name as keyof typeof COLUMNS], isAscending };
}
