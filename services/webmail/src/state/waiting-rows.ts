import { create } from 'zustand';
import { text } from '../words/index.ts';
import { mailboxAt, useMail } from './mail.ts';
import { notifyingFolders } from './notifying-folders.ts';
import { announce } from './toasts.ts';

/** How many rows came while the person was busy with the list. They wait above it, and the list does not move until then. */
export const useWaitingRows = create<{ readonly count: number }>(() => ({ count: 0 }));

/** Returns whether the list must not move: the pointer or the focus is on it, or it was scrolled. */
let isBusy = (): boolean => false;

export function watchList(busy: () => boolean): void {
  isBusy = busy;
}

export function isListBusy(): boolean {
  return isBusy();
}

/** Folders whose new rows never wait, because the person wrote them. */
const OWN = ['sent', 'drafts'];

/**
 * Returns how many rows stand before the shown ones and have to wait.
 * @param ids the beginning of the list as the server has it
 */
export function rowsToWait(ids: readonly string[]): number {
  const { list } = useMail.getState();
  const shown = new Set(list.ids);
  if (list.ids.length === 0 || OWN.includes(mailboxAt(list.view.mailboxId)?.role ?? '') || !isBusy()) return 0;
  const first = ids.findIndex((id) => shown.has(id));
  return first < 0 ? ids.length : first;
}

/** Notes and announces how many rows wait. @param count 0: none any more */
export function noteWaitingRows(count: number): void {
  const { count: before } = useWaitingRows.getState();
  if (count === before) return;
  useWaitingRows.setState({ count });
  // Folders with notifications announce new mail themselves.
  const isTold = notifyingFolders().includes(useMail.getState().list.view.mailboxId ?? '');
  if (count > before && !isTold) announce(text('new.announce', { count }));
}
