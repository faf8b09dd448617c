import { longDate } from '../../format/dates.ts';
import { text } from '../../words/index.ts';
import { call, mailboxOf, noteFailure } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { isShown, reword, show } from '../toasts.ts';
import type { Draft } from './draft.ts';
import { add, find } from './drafts.ts';

/** Seconds in which a mail can be taken back. */
export const UNDO_SECONDS = 10;

/** The clocks that count down, by submission. */
const clocks = new Map<string, ReturnType<typeof setInterval>>();

/** The seconds count down in one quiet line. */
export function offerUndo(submissionId: string, draft: Draft, at: Date | null): void {
  const action = { label: text('app.undo'), run: () => void takeBack(submissionId, draft) };
  if (at) {
    show(text('compose.scheduled', { when: longDate(at.toISOString()) }), action);
    return;
  }
  const until = Date.now() + UNDO_SECONDS * 1_000;
  const left = (): number => Math.ceil((until - Date.now()) / 1_000);
  const id = show(text('compose.sending', { seconds: left() }), action, 0);
  const clock = setInterval(() => {
    if (left() > 0) return reword(id, text('compose.sending', { seconds: left() }));
    clearInterval(clock);
    if (isShown(id)) show(text('compose.sent'), undefined, 3_000);
  }, 1_000);
  clocks.set(submissionId, clock);
}

/** Takes a mail back into the drafts, and opens it again where it was written here. */
export async function takeBack(submissionId: string, draft: Draft | null): Promise<void> {
  clearInterval(clocks.get(submissionId));
  clocks.delete(submissionId);
  const drafts = mailboxOf('drafts');
  const back = { ...(drafts && { mailboxIds: { [drafts.id]: true } }), 'keywords/$draft': true };
  try {
    const [answer] = await call([
      [
        'EmailSubmission/set',
        {
          update: { [submissionId]: { undoStatus: 'canceled' } },
          onSuccessUpdateEmail: { [submissionId]: back },
        },
      ],
    ]);
    if (!(answer?.updated as object | null)) {
      show(text('compose.tooLate'));
      return;
    }
  } catch (error) {
    noteFailure(error);
    const again = { label: text('app.retry'), run: () => void takeBack(submissionId, draft) };
    show(text('compose.notTakenBack'), again, UNDO_SECONDS * 1_000);
    return;
  }
  if (draft && !find(draft.key)) add({ ...draft, isSending: false, isSmall: false, isClosing: false });
  show(text('compose.takenBack'));
  void refresh(new Set(['Email', 'EmailSubmission']));
}
