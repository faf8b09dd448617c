import { noteFailure } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { show } from '../../state/toasts.ts';
import { text } from '../../words/index.ts';

/** Saves something and tells the person whether that worked; returns whether it did. @param undo undoes it */
export async function keep(
  work: () => Promise<unknown>,
  saved: string,
  undo?: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    if (undo) show(saved, { label: text('app.undo'), run: () => void undo() });
    else show(saved, undefined, 3_000);
    return true;
  } catch (error) {
    noteFailure(error);
    showError(error);
    return false;
  }
}
