import { casemapped } from './casemapped.ts';

/** Sort keys of messages (RFC 5256 3, RFC 5957). */
export type SortKey = 'arrival' | 'cc' | 'date' | 'from' | 'size' | 'subject' | 'to' | 'display-from' | 'display-to';

export interface SortCriterion {
  readonly by: SortKey;
  readonly reverse: boolean;
}

/**
 * SQL: the first 100 characters of the base subject (RFC 5256 2.1) of the message `m`. Most subjects are a base subject already, or have one
 * `re:` in front; recognising these is much cheaper than calling the function.
 */
export const BASE_SUBJECT = `(case
    when length(m.search_subject) <= 500 and ${isBase('m.search_subject')} then left(m.search_subject, 100)
    when length(m.search_subject) <= 500 and starts_with(m.search_subject, 're: ') and ${isBase('substr(m.search_subject, 5)')}
      then substr(m.search_subject, 5, 100)
    else base_subject(m.search_subject) end) collate "C"`;

/** SQL: when the message `m` of the entry `e` was sent; when it came, if it has no date (RFC 5256 2.2). */
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

/** Returns the order of entries `e`, and whether it needs their messages `m`; equal ones are in mailbox order (RFC 5256 3). */
export function orderOf(criteria: readonly SortCriterion[]): { order: string; readsMessages: boolean } {
  const given = criteria.map(({ by, reverse }) => `${KEYS[by]}${reverse ? ' desc' : ''}`);
  return { order: [...given, 'e.uid'].join(', '), readsMessages: given.some((key) => key.includes('m.')) };
}

function isBase(subject: string): string {
  return String.raw`${subject} !~ '^(?: |\[|re|fw)|(?: |\(fwd\))$'`;
}

/** SQL: the local part of the first address (RFC 5256 3). Addresses are stored as `name <mailbox@host>, …`. */
function localPart(column: string): string {
  return casemapped(`coalesce(substring(left(${column}, 500) from '<([^<>@]*)'), '')`);
}

/** SQL: the name of the first address, or the address when it has no name (RFC 5957 3). */
function displayed(column: string): string {
  const text = `left(${column}, 500)`;
  return casemapped(`coalesce(substring(${text} from '^([^<]+) <'), substring(${text} from '<([^<>]*)'), '')`);
}
