import type { Row } from '../jmap/types.ts';
import { addRows, useMail } from './mail.ts';

type Marked = Pick<Row, 'id' | 'keywords' | 'mailboxIds'>;

/** How an email is marked anew. */
export type Marking = <Email extends Marked>(email: Email) => Email;

/** What the person set or took off. */
interface Mark {
  readonly ids: ReadonlySet<string>;
  readonly after: Marking;
  /** By the count of what was asked; infinite while the server does not have it. */
  doneAt: number;
}

/** Marks that are done and are remembered, for answers to what was asked before. */
const MAX_DONE = 100;

const marks = new Set<Mark>();
let asked = 0;
/** Of each email, by the count of what was asked: when that was of which it is known how it is. */
const knownSince = new Map<string, number>();

function withKeyword<Email extends Marked>(email: Email, keyword: string, isSet: boolean): Email {
  const { [keyword]: _gone, ...others } = email.keywords;
  return { ...email, keywords: isSet ? { ...others, [keyword]: true } : others };
}

/** With a keyword, or without it. */
export function setting(keyword: string, isSet: boolean): Marking {
  return (email) => withKeyword(email, keyword, isSet);
}

/**
 * Shows rows as they are marked while they are sent to the server, and in every answer to what was asked before it had them. Throws what the
 * sending throws; then nothing of it is shown any more in what is read.
 */
export async function marking(rows: readonly Row[], after: Marking, sending: () => Promise<unknown>): Promise<void> {
  const mark: Mark = { ids: new Set(rows.map(({ id }) => id)), after, doneAt: Infinity };
  marks.add(mark);
  addRows(rows.map((row) => after(row)));
  try {
    await sending();
  } catch (error) {
    marks.delete(mark);
    throw error;
  }
  mark.doneAt = ++asked;
  const done = [...marks].filter(({ doneAt }) => doneAt < Infinity);
  for (const each of done.slice(0, Math.max(0, done.length - MAX_DONE))) marks.delete(each);
}

/** Something is asked for now. Returns how its answer is shown: what was asked later and is known already stays as it is. */
export function marksSince(): <Email extends Marked>(emails: readonly Email[]) => Email[] {
  const at = ++asked;
  return (emails) => emails.map((email) => shown(email, at));
}

function shown<Email extends Marked>(email: Email, since: number): Email {
  const known = useMail.getState().rows[email.id];
  if (known && (knownSince.get(email.id) ?? 0) > since)
    return { ...email, keywords: known.keywords, mailboxIds: known.mailboxIds };
  knownSince.set(email.id, since);
  const those = [...marks].filter(({ ids, doneAt }) => doneAt > since && ids.has(email.id));
  return those.reduce((before, { after }) => after(before), email);
}
