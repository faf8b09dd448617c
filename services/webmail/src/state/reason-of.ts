import { RequestFailed } from '../jmap/client.ts';
import { text } from '../words/index.ts';
import type { RefusalWord } from '../words/refusals/en.ts';
import { refusalText } from '../words/refusals/index.ts';
import { REFUSALS, STATUSES, WRONG_PROPERTIES } from './refusals.ts';
import { Refused, Said, type SetError } from './refused.ts';

/**
 * Why something did not work, in the person's language; the server's own words are for programs and logs.
 * @param special words for some types of refusals, where the usual ones say too little
 */
export function reasonOf(error: unknown, special: Readonly<Record<string, RefusalWord>> = {}): string {
  if (error instanceof Said) return error.message;
  if (error instanceof Refused) return ofObject(error.error, special);
  if (!(error instanceof RequestFailed)) return text('app.noReason');
  if (error.kind === 'offline') return text('compose.unsavedReason');
  const word = REFUSALS[error.type] ?? (error.status >= 500 ? 'server' : STATUSES[error.status]);
  return word ? refusalText(word) : text('app.noReason');
}

function ofObject(error: SetError, special: Readonly<Record<string, RefusalWord>>): string {
  const { type, description = '', properties = [], invalidRecipients = [] } = error;
  const wrong = type === 'invalidProperties' ? WRONG_PROPERTIES[properties[0] ?? ''] : undefined;
  const word = special[type] ?? wrong ?? REFUSALS[type];
  return word ? refusalText(word, { whom: invalidRecipients.join(', '), detail: description }) : text('app.noReason');
}
