import { longDate } from '../../format/dates.ts';
import { text } from '../../words/index.ts';
import { call, mailboxOf, noteFailure } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { isShown, reword, show } from '../toasts.ts';
import type { Draft } from './draft.ts';
import { add, find } from './drafts.ts';

/** Seconds in which a message can be taken back. */
export const UNDO_SECONDS = 10;

/** The running countdowns, by submission. */
const clocks = new Map<string, ReturnType<typeof setInterval>>();

export function offerUndo(submissionId: string, draft: Draft, at: Date | null): void {
  const undo = (): void => void takeBack(submissionId, draft);
  if (at) show(text('compose.scheduled', { when: longDate(at.toISOString()) }), { label: text('app.undo'), run: undo });
  else countDown(submissionId, undo);
}

/** Shows in a toast how many seconds are left to take a message back. */
export function countDown(submissionId: string, undo: () => void): void {
  const action = { label: text('app.undo'), run: undo };
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

/** Takes a message back into Drafts, and opens it again where it was written here. */
export async function takeBack(submissionId: string, draft: Draft | null): Promise<void> {
  const drafts = mailboxOf('drafts');
  const back = { ...(drafts && { mailboxIds: { [drafts.id]: true } }), 'keywords/$draft': true };
  if (!(await cancel(submissionId, back, () => void takeBack(submissionId, draft)))) return;
  if (draft && !find(draft.key)) add({ ...draft, isSending: false, isSmall: false, isClosing: false, toGo: null });
  show(text('compose.takenBack'));
}

/**
 * Takes a submission back. Returns whether that was in time; if not, the person is told.
 * @param back the change of its email then
 * @param again tries once more
 */
export async function cancel(submissionId: string, back: object, again: () => void): Promise<boolean> {
  clearInterval(clocks.get(submissionId));
  clocks.delete(submissionId);
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
      return false;
    }
  } catch (error) {
    noteFailure(error);
    show(text('compose.notTakenBack'), { label: text('app.retry'), run: again });
    return false;
  }
  void refresh(new Set(['Email', 'EmailSubmission']));
  return true;
}
