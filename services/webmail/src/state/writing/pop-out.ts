import { writingText } from '../../words/writing/index.ts';
import { show } from '../toasts.ts';
import type { Draft } from './draft.ts';
import { change, find, handOver } from './drafts.ts';
import { settle } from './saving.ts';
import { addressOfWindow } from './window-of.ts';

const SIZE = 'popup,width=760,height=800';

/** Returns whether a draft can move to a window of its own: it has no unfinished uploads, and locks are available to say who edits it. */
export function canPopOut({ attachments, isSending }: Draft): boolean {
  return !isSending && 'locks' in navigator && attachments.every(({ blobId }) => blobId !== null);
}

/** Moves a draft to a window of its own, which waits until this one releases it. */
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
  // The storage is full: the draft stays in this window.
  opened.close();
  change(key, { isClosing: false });
  show(writingText('blocked'));
}
