import { redirectText } from '../../words/redirect/index.ts';
import { show } from '../toasts.ts';
import { cancel } from '../writing/undo.ts';

/** Takes back what is passed on; the mail lies where it lay. @param back what is changed of it then */
export async function takeRedirectBack(submissionId: string, back: object = {}): Promise<void> {
  if (await cancel(submissionId, back, () => void takeRedirectBack(submissionId, back)))
    show(redirectText('takenBack'));
}
