import { whenAgain } from '../../format/retry.ts';
import { RequestFailed } from '../../jmap/client.ts';
import { locale, text } from '../../words/index.ts';
import { type SettingsWord, settingsText } from '../../words/settings/index.ts';

/** Returns why something that needs the password failed. @param refused the text for any refusal except a wrong password and too many attempts */
export function faultOf(error: unknown, refused: SettingsWord | ((status: number) => SettingsWord)): string {
  if (!(error instanceof RequestFailed) || error.kind === 'offline') return text('signIn.offline');
  if (error.status === 401) return settingsText('settings.passwordWrong');
  const when = whenAgain(error.retrySeconds, locale(), text('app.later'));
  if (error.status === 429) return text('signIn.tooMany', { when });
  if (error.status >= 500) return text('app.busy', { when });
  return settingsText(typeof refused === 'string' ? refused : refused(error.status));
}

/** Returns the text for a request that the server is too busy for at the moment; undefined for other errors. */
export function busyText(error: unknown): string | undefined {
  if (!(error instanceof RequestFailed)) return undefined;
  const isBusy = error.status === 429 || error.status === 503 || error.type.startsWith('maxConcurrent');
  if (!isBusy) return undefined;
  return text('app.busy', { when: whenAgain(error.retrySeconds, locale(), text('app.later')) });
}
