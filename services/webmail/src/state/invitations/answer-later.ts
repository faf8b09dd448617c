import { text } from '../../words/index.ts';
import { invitationText } from '../../words/invitation/index.ts';
import { client } from '../mail.ts';
import type { Change, Sending } from '../offline/change.ts';
import { dropWaiting } from '../offline/drop-waiting.ts';
import { putOff } from '../offline/pending.ts';
import { show } from '../toasts.ts';

/**
 * Stores an answer until there is a connection, instead of an earlier stored one, and offers an undo. Returns whether it could be stored.
 * @param restore shows the state before the answer
 */
export async function answerLater(sending: Sending, restore: () => void): Promise<boolean> {
  const { accountId } = client();
  const isIts = (change: Change): boolean =>
    change.kind === 'send' && Object.keys(change.emails).every((id) => id in sending.emails);
  try {
    const earlier = await dropWaiting(accountId, isIts);
    await putOff(accountId, sending);
    const undo = async (): Promise<void> => {
      if ((await dropWaiting(accountId, isIts)).length === 0) return void show(text('compose.tooLate'));
      for (const each of earlier) await putOff(accountId, each);
      restore();
      show(invitationText('takenBack'));
    };
    show(invitationText('waits'), { label: text('app.undo'), run: () => void undo().catch(() => undefined) });
    return true;
  } catch {
    return false;
  }
}
