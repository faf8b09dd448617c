import {
  type Comparator,
  EMAIL_SORT_PROPERTIES,
  type EmailCondition,
  type EmailSortProperty,
  MethodError,
  readEmailCondition,
  type Wanted,
} from '@postroom/jmap';
import { type EmailComparator, type EmailQuery, type FoundEmails, type MailView, queryEmails } from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import type { Context } from '../context.ts';
import { storeFilter } from './query-filter.ts';

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

/** What Email/query allows as filter and sort (RFC 8621 4.4.1, 4.4.2). */
export const EMAIL_QUERY = {
  readCondition: readEmailCondition,
  isSortProperty: (name: string) => (EMAIL_SORT_PROPERTIES as readonly string[]).includes(name),
  isKeywordSort: (name: string) => name in SCOPES,
};

export interface WantedEmails extends Wanted<EmailCondition> {
  readonly collapseThreads: boolean;
}

/** Returns the first `most` emails of a result, in order, and their total number if it is wanted. Throws unsupportedFilter. */
export async function findEmails(
  { alive, services, login }: Context,
  view: MailView,
  wanted: WantedEmails,
  { most, calculateTotal, state }: Pick<EmailQuery, 'most' | 'calculateTotal'> & { state?: string },
): Promise<FoundEmails> {
  const { store, searches, settings, totals: cache } = services;
  const query: EmailQuery = {
    filter: wanted.filter ? storeFilter(wanted.filter) : { all: [] },
    sort: wanted.sort.map(comparator),
    collapseThreads: wanted.collapseThreads,
    most,
    calculateTotal,
    maxSearchBytes: settings.maxSearchBytes,
    alive,
    totals: state === undefined ? undefined : { cache, state },
  };
  return searches
    .run(login.accountId, () => {
      alive();
      return queryEmails(store, view, query);
    })
    .catch((error: unknown) => {
      throw isMailError(error, 'limit-reached') ? new MethodError('unsupportedFilter', error.message) : error;
    });
}

function comparator({ property, isAscending, keyword }: Comparator): EmailComparator {
  const name = property as EmailSortProperty;
  if (name in SCOPES)
    return { by: { keyword: (keyword ?? '').toLowerCase(), of: SCOPES[name as keyof typeof SCOPES] }, isAscending };
  return { by: COLUMNS[name as keyof typeof COLUMNS], isAscending };
}
