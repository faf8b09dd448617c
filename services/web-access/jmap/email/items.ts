import { invalidProperties, isKeyword, type Json, readId, readTrueSet, resolveId, SetError } from '@postroom/jmap';
import { MAX_MAILBOXES_PER_EMAIL } from '@postroom/mailbox';

/** Returns the keyword in lower case. Throws invalidProperties. */
export function keywordOf(given: string): string {
  if (!isKeyword(given)) throw invalidProperties(['keywords'], 'The keyword contains invalid characters');
  return given.toLowerCase();
}

/** Returns the number of a mailbox id or of `#` and a creation id. Throws invalidProperties. */
export function mailboxOf(given: string, createdIds: ReadonlyMap<string, string>): number {
  const id = resolveId(given, createdIds);
  const number = id === undefined ? undefined : readId('M', id);
  if (number === undefined) throw invalidProperties(['mailboxIds'], `There is no mailbox ${given.slice(0, 100)}`);
  return number;
}

/** Reads the mailboxes of a new email, at least one. Throws invalidProperties, tooManyMailboxes. */
export function readMailboxIds(value: Json | undefined, createdIds: ReadonlyMap<string, string>): number[] {
  const given = [...trueSet('mailboxIds', value ?? null)];
  if (given.length === 0) throw invalidProperties(['mailboxIds'], 'An email has to be in at least one mailbox');
  if (given.length > MAX_MAILBOXES_PER_EMAIL)
    throw new SetError('tooManyMailboxes', `An email can be in at most ${MAX_MAILBOXES_PER_EMAIL} mailboxes`);
  return given.map((id) => mailboxOf(id, createdIds));
}

/** Reads the keywords of a new email, in lower case. Throws invalidProperties. */
export function readKeywords(value: Json | undefined): string[] {
  return [...new Set(Array.from(trueSet('keywords', value ?? null), keywordOf))];
}

/** Reads a property that is given as a whole set of names. Throws invalidProperties. */
export function trueSet(name: string, value: Json): Set<string> {
  try {
    return readTrueSet(value);
  } catch (error) {
    throw error instanceof SetError ? invalidProperties([name], error.message) : error;
  }
}

/** Returns the error with the type that RFC 8621 4.6 defines for a limit of one email. */
export function limitOfEmail(error: SetError): SetError {
  if (error.type !== 'overQuota') return error;
  if (/keyword/.test(error.message)) return new SetError('tooManyKeywords', error.message);
  return /^An email can be in/.test(error.message) ? new SetError('tooManyMailboxes', error.message) : error;
}
