import { RequestFailed } from '../../jmap/client.ts';
import type { AnyWord } from '../../words/settings/index.ts';

/** Why something did not work for which one has to say one's password. @param refused why the server would not do it, where that is neither the password nor how often one has tried */
export function faultOf(error: unknown, refused: AnyWord | ((status: number) => AnyWord)): AnyWord {
  if (!(error instanceof RequestFailed) || error.kind === 'offline') return 'signIn.offline';
  if (error.status === 401) return 'settings.passwordWrong';
  if (error.status === 429) return 'signIn.tooMany';
  return typeof refused === 'string' ? refused : refused(error.status);
}
