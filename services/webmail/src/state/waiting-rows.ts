import { create } from 'zustand';
import { text } from '../words/index.ts';
import { mailboxAt, useMail } from './mail.ts';
import { notifyingFolders } from './notifying-folders.ts';
import { announce } from './toasts.ts';

/** Rows that came while somebody was busy with the list, and wait above it; the list is as it was until then. */
export const useWaitingRows = create<{ readonly count: number }>(() => ({ count: 0 }));

/** Whether the list must not move: the pointer or the focus is on it, or it was scrolled. */
let isBusy = (): boolean => false;

export function watchList(busy: () => boolean): void {
  isBusy = busy;
}

export function isListBusy(): boolean {
  return isBusy();
}

/** What one writes oneself is not waited for. */
const OWN = ['sent', 'drafts'];

/**
 * How many rows stand before those that are shown, and are to wait.
 * @param ids the first of the list, as the server has them
 */
export function rowsToWait(ids: readonly string[]): number {
  const { list } = useMail.getState();
  const shown = new Set(list.ids);
  if (list.ids.length === 0 || OWN.includes(mailboxAt(list.view.mailboxId)?.role ?? '') || !isBusy()) return 0;
  const first = ids.findIndex((id) => shown.has(id));
  return first < 0 ? ids.length : first;
}

/** @param count 0: none wait any more */
export function noteWaitingRows(count: number): void {
  const { count: before } = useWaitingRows.getState();
  if (count === before) return;
  useWaitingRows.setState({ count });
  // Of some folders it is told anyway.
  const isTold = notifyingFolders().includes(useMail.getState().list.view.mailboxId ?? '');
  if (count > before && !isTold) announce(text('new.announce', { count }));
}
