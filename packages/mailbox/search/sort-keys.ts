import { casemapped } from './casemapped.ts';

/** What messages of a mailbox are sorted by (RFC 5256 3, RFC 5957). */
export type SortKey = 'arrival' | 'cc' | 'date' | 'from' | 'size' | 'subject' | 'to' | 'display-from' | 'display-to';

export interface SortCriterion {
  readonly by: SortKey;
  readonly reverse: boolean;
}

/**
 * SQL: the base subject (RFC 5256 2.1) of the message `m`, of 100 characters. Most subjects are one already, or are behind one `re:`; to see that costs a
 * tenth of what the function does.
 */
export const BASE_SUBJECT = `(case
    when length(m.search_subject) <= 500 and ${isBase('m.search_subject')} then left(m.search_subject, 100)
    when length(m.search_subject) <= 500 and starts_with(m.search_subject, 're: ') and ${isBase('substr(m.search_subject, 5)')}
      then substr(m.search_subject, 5, 100)
    else base_subject(m.search_subject) end) collate "C"`;

/** SQL: when the message `m` of the entry `e` was sent, or came, where it does not say so (RFC 5256 2.2). */
export const SENT = 'coalesce(m.sent_at, e.internal_date)';

const KEYS: Readonly<Record<SortKey, string>> = {
  arrival: 'e.internal_date',
  cc: localPart('m.search_cc'),
  date: SENT,
  from: localPart('m.search_from'),
  size: 'e.size',
  subject: casemapped(BASE_SUBJECT),
  to: localPart('m.search_to'),
  'display-from': displayed('m.search_from'),
  'display-to': displayed('m.search_to'),
};

/** SQL: the order, of the entry `e` and, where it says so, its message `m`; what is equal is as it is in the mailbox (RFC 5256 3). */
export function orderOf(criteria: readonly SortCriterion[]): { order: string; readsMessages: boolean } {
  const given = criteria.map(({ by, reverse }) => `${KEYS[by]}${reverse ? ' desc' : ''}`);
  return { order: [...given, 'e.uid'].join(', '), readsMessages: given.some((key) => key.includes('m.')) };
}

function isBase(subject: string): string {
  return String.raw`${subject} !~ '^(?: |\[|re|fw)|(?: |\(fwd\))$'`;
}

/** The mailbox of the first address (RFC 5256 3). Addresses are stored as `name <mailbox@host>, …`. */
function localPart(column: string): string {
  return casemapped(`coalesce(substring(left(${column}, 500) from '<([^<>@]*)'), '')`);
}

/** The name of the first address, or the address of who has none (RFC 5957 3). */
function displayed(column: string): string {
  const text = `left(${column}, 500)`;
  return casemapped(`coalesce(substring(${text} from '^([^<]+) <'), substring(${text} from '<([^<>]*)'), '')`);
}
