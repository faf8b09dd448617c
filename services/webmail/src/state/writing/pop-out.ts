import { writingText } from '../../words/writing/index.ts';
import { show } from '../toasts.ts';
import type { Draft } from './draft.ts';
import { change, find, handOver } from './drafts.ts';
import { settle } from './saving.ts';
import { addressOfWindow } from './window-of.ts';

const SIZE = 'popup,width=760,height=800';

/** Whether it can go on in a window of its own: what has not arrived yet is in this one alone, and locks say who writes. */
export function canPopOut({ attachments, isSending }: Draft): boolean {
  return !isSending && 'locks' in navigator && attachments.every(({ blobId }) => blobId !== null);
}

/** Goes on in a window of its own, which waits until this one has let go of it. */
export async function popOut(key: string): Promise<void> {
  const draft = find(key);
  if (!draft || !canPopOut(draft)) return;
  const opened = window.open(addressOfWindow(key), '_blank', SIZE);
  if (!opened) {
    show(writingText('blocked'));
    return;
  }
  change(key, { isClosing: true });
  await settle(key);
  if (handOver(key)) return;
  // Its storage is full: it stays where it is.
  opened.close();
  change(key, { isClosing: false });
  show(writingText('blocked'));
}
