import type { EmailAddress, Row } from '../../jmap/types.ts';
import { foldersOf } from '../folders/in-trash.ts';
import { BY_DATE } from '../list.ts';
import { call, useMail } from '../mail.ts';

/** How many of the newest mails are looked at. */
const MAILS = 50;

/** Finds people in past mail by a part of their name or address, those of the newest mail first. @param signal ends the search */
export async function findPeople(typed: string, signal: AbortSignal): Promise<EmailAddress[]> {
  const anyField = { operator: 'OR', conditions: ['from', 'to', 'cc'].map((field) => ({ [field]: typed })) };
  // Nobody means a sender of junk.
  const inMailboxOtherThan = foldersOf(useMail.getState().mailboxes, 'junk').map(({ id }) => id);
  const filter = { operator: 'AND', conditions: [anyField, { inMailboxOtherThan }] };
  const [, got] = await call(
    [
      ['Email/query', { filter, sort: BY_DATE, limit: MAILS, calculateTotal: false }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['from', 'to', 'cc'] }],
    ],
    signal,
  );
  const mails = (got?.list ?? []) as (Pick<Row, 'from' | 'to'> & { readonly cc: readonly EmailAddress[] | null })[];
  return mails.flatMap(({ from, to, cc }) => [...(from ?? []), ...(to ?? []), ...(cc ?? [])]);
}
