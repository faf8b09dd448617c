import { whenAgain } from '../../format/retry.ts';
import { RequestFailed } from '../../jmap/client.ts';
import { locale, text } from '../../words/index.ts';
import { type SettingsWord, settingsText } from '../../words/settings/index.ts';

/** Why something did not work for which one has to say one's password. @param refused why the server would not do it, where that is neither the password nor how often one has tried */
export function faultOf(error: unknown, refused: SettingsWord | ((status: number) => SettingsWord)): string {
  if (!(error instanceof RequestFailed) || error.kind === 'offline') return text('signIn.offline');
  if (error.status === 401) return settingsText('settings.passwordWrong');
  const when = whenAgain(error.retrySeconds, locale(), text('app.later'));
  if (error.status === 429) return text('signIn.tooMany', { when });
  if (error.status >= 500) return text('app.busy', { when });
  return settingsText(typeof refused === 'string' ? refused : refused(error.status));
}

/** What is said where the server did nothing of it, and may at another time. */
export function busyText(error: unknown): string | undefined {
  if (!(error instanceof RequestFailed)) return undefined;
  const isBusy = error.status === 429 || error.status === 503 || error.type.startsWith('maxConcurrent');
  if (!isBusy) return undefined;
  return text('app.busy', { when: whenAgain(error.retrySeconds, locale(), text('app.later')) });
}
