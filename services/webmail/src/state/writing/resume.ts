import { revived } from './draft.ts';
import { add, find, leaveAll, takeHanded, takeKept } from './drafts.ts';
import { saveSoon, stopSaving } from './saving.ts';
import { stopUploads } from './uploads.ts';

/** Reopens drafts that closed tabs of this account left unsaved. @param signal stops it when the person signs out */
export async function resume(accountId: string, signal: AbortSignal): Promise<void> {
  for (const draft of await takeKept(accountId)) {
    if (signal.aborted || find(draft.key)) continue;
    add(revived(draft));
    if (draft.saved !== 'clean') saveSoon(draft.key);
  }
}

/** Takes over the draft for which this window was opened. Returns whether it is there. */
export async function goOn(accountId: string, key: string, signal: AbortSignal): Promise<boolean> {
  const draft = await takeHanded(accountId, key, signal);
  if (!draft || signal.aborted) return false;
  add(revived({ ...draft, isSmall: false }));
  if (draft.saved !== 'clean') saveSoon(draft.key);
  return true;
}

/** Ends all saving, uploads and drafts in this tab. */
export function leave(): void {
  stopSaving();
  stopUploads();
  leaveAll();
}
