import { revived } from './draft.ts';
import { add, find, leaveAll, takeHanded, takeKept } from './drafts.ts';
import { saveSoon, stopSaving } from './saving.ts';
import { stopUploads } from './uploads.ts';

/** What was not saved before a tab of this account went away comes back. @param signal stops it, when somebody signs out meanwhile */
export async function resume(accountId: string, signal: AbortSignal): Promise<void> {
  for (const draft of await takeKept(accountId)) {
    if (signal.aborted || find(draft.key)) continue;
    add(revived(draft));
    if (draft.saved !== 'clean') saveSoon(draft.key);
  }
}

/** The mail that this window was opened for. Returns whether it is there. */
export async function goOn(accountId: string, key: string, signal: AbortSignal): Promise<boolean> {
  const draft = await takeHanded(accountId, key, signal);
  if (!draft || signal.aborted) return false;
  add(revived({ ...draft, isSmall: false }));
  if (draft.saved !== 'clean') saveSoon(draft.key);
  return true;
}

/** Nobody writes here any more. */
export function leave(): void {
  stopSaving();
  stopUploads();
  leaveAll();
}
