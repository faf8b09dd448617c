import { redirectText } from '../../words/redirect/index.ts';
import { show } from '../toasts.ts';
import { cancel } from '../writing/undo.ts';

/** Takes a redirect back; the message stays where it lies. @param back the change of the message then */
export async function takeRedirectBack(submissionId: string, back: object = {}): Promise<void> {
  if (await cancel(submissionId, back, () => void takeRedirectBack(submissionId, back)))
    show(redirectText('takenBack'));
}
