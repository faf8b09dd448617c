import { whenAgain } from '../format/retry.ts';
import { RequestFailed } from '../jmap/client.ts';
import { locale, text } from '../words/index.ts';
import type { RefusalWord } from '../words/refusals/en.ts';
import { refusalText } from '../words/refusals/index.ts';
import { REFUSALS, REFUSALS_OF_SENDING, STATUSES, WRONG_PROPERTIES } from './refusals.ts';
import { Refused, Said, type SetError } from './refused.ts';

/**
 * Returns why something failed, in the person's language; the server's own words are for programs and logs.
 * @param isSending some errors mean something else for a message that is being sent
 */
export function reasonOf(error: unknown, isSending: boolean): string {
  if (error instanceof Said) return error.message;
  if (error instanceof Refused) return ofObject(error.error, isSending ? REFUSALS_OF_SENDING : {});
  if (!(error instanceof RequestFailed)) return text('app.noReason');
  if (error.kind === 'offline') return text('compose.unsavedReason');
  const word = REFUSALS[error.type] ?? (error.status >= 500 ? 'server' : STATUSES[error.status]);
  return word
    ? refusalText(word, { when: whenAgain(error.retrySeconds, locale(), text('app.later')) })
    : text('app.noReason');
}

function ofObject(error: SetError, special: Readonly<Record<string, RefusalWord>>): string {
  const { type, description = '', properties = [], invalidRecipients = [] } = error;
  const wrong = type === 'invalidProperties' ? WRONG_PROPERTIES[properties[0] ?? ''] : undefined;
  const word = special[type] ?? wrong ?? REFUSALS[type];
  return word
    ? refusalText(word, { whom: invalidRecipients.join(', '), detail: description, when: text('app.later') })
    : text('app.noReason');
}
