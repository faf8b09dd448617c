import type { Row } from '../jmap/types.ts';
import { addRows, useMail } from './mail.ts';

type Marked = Pick<Row, 'id' | 'keywords' | 'mailboxIds'>;

/** Changes the marks of an email. */
export type Marking = <Email extends Marked>(email: Email) => Email;

/** A change that the person made. */
interface Mark {
  readonly ids: ReadonlySet<string>;
  readonly after: Marking;
  /** The request count when the server had the change; infinite before that. */
  doneAt: number;
}

/** The most finished marks that are remembered for the answers to earlier requests. */
const MAX_DONE = 100;

const marks = new Set<Mark>();
let asked = 0;
/** For each email the request count of the request that it was last read by. */
const knownSince = new Map<string, number>();

function withKeyword<Email extends Marked>(email: Email, keyword: string, isSet: boolean): Email {
  const { [keyword]: _gone, ...others } = email.keywords;
  return { ...email, keywords: isSet ? { ...others, [keyword]: true } : others };
}

/** Returns a change that sets or removes a keyword. */
export function setting(keyword: string, isSet: boolean): Marking {
  return (email) => withKeyword(email, keyword, isSet);
}

/**
 * Shows rows with a change while it is sent to the server, and in every answer to a request made before the server had it. Throws what
 * `sending` throws; the change is then no longer added to answers.
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

/** Notes that a request begins. Returns how to show its answer: with the person's changes, and not over what a later request has read. */
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
