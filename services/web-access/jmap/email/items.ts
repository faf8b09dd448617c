import { invalidProperties, isKeyword, type Json, readId, readTrueSet, resolveId, SetError } from '@postroom/jmap';

/** RFC 8621 1.3.1 maxMailboxesPerEmail, where JMAP puts it there: the store copies between so many at once. */
export const MAX_MAILBOXES_PER_EMAIL = 100;

/** Throws invalidProperties. */
export function keywordOf(given: string): string {
  if (!isKeyword(given)) throw invalidProperties(['keywords'], 'A keyword has no such characters');
  return given.toLowerCase();
}

/** Throws invalidProperties. */
export function mailboxOf(given: string, createdIds: ReadonlyMap<string, string>): number {
  const id = resolveId(given, createdIds);
  const number = id === undefined ? undefined : readId('M', id);
  if (number === undefined) throw invalidProperties(['mailboxIds'], `There is no mailbox ${given.slice(0, 100)}`);
  return number;
}

/** The mailboxes of an email that is made: one at least. Throws invalidProperties, tooManyMailboxes. */
export function readMailboxIds(value: Json | undefined, createdIds: ReadonlyMap<string, string>): number[] {
  const given = [...trueSet('mailboxIds', value ?? null)];
  if (given.length === 0) throw invalidProperties(['mailboxIds'], 'An email is in a mailbox');
  if (given.length > MAX_MAILBOXES_PER_EMAIL)
    throw new SetError('tooManyMailboxes', `An email is in at most ${MAX_MAILBOXES_PER_EMAIL} mailboxes`);
  return given.map((id) => mailboxOf(id, createdIds));
}

/** Throws invalidProperties. */
export function readKeywords(value: Json | undefined): string[] {
  return [...new Set(Array.from(trueSet('keywords', value ?? null), keywordOf))];
}

/** The names of a property that is a set as a whole. Throws invalidProperties. */
export function trueSet(name: string, value: Json): Set<string> {
  try {
    return readTrueSet(value);
  } catch (error) {
    throw error instanceof SetError ? invalidProperties([name], error.message) : error;
  }
}
