import { create } from 'zustand';
import { nameOfMailbox } from '../views/mailbox-name.ts';
import { text } from '../words/index.ts';
import { junk, moveTo, remove } from './actions.ts';
import { canBeIn } from './folders/can-be-in.ts';
import { moveFolder } from './folders/move-folder.ts';
import { useMail } from './mail.ts';

/** What is dragged, and the words that go with the pointer. */
export type Load =
  | { readonly kind: 'mail'; readonly ids: readonly string[]; readonly words: string }
  | { readonly kind: 'folder'; readonly id: string; readonly words: string };

interface Dragging {
  readonly load: Load | null;
  /** The folder under the pointer that takes it; '': the top of all folders. */
  readonly over: string | null;
  readonly at: readonly [x: number, y: number];
}

const NOTHING: Dragging = { load: null, over: null, at: [0, 0] };

export const useDragging = create<Dragging>(() => NOTHING);

/** Whether a folder takes what is dragged. */
function takes(load: Load, target: string): boolean {
  const { mailboxes, list } = useMail.getState();
  if (load.kind === 'folder') return canBeIn(mailboxes, load.id, target === '' ? null : target);
  const role = mailboxes.find(({ id }) => id === target)?.role;
  return role !== undefined && role !== 'drafts' && role !== 'snoozed' && list.view.mailboxId !== target;
}

/** @param target the folder under the pointer, if there is one */
export function dragTo(load: Load, at: Dragging['at'], target: string | null): void {
  useDragging.setState({ load, at, over: target !== null && takes(load, target) ? target : null });
}

export function cancelDrag(): void {
  useDragging.setState(NOTHING, true);
}

export function drop(): void {
  const { load, over } = useDragging.getState();
  cancelDrag();
  if (load === null || over === null) return;
  if (load.kind === 'folder') {
    void moveFolder(load.id, over === '' ? null : over);
    return;
  }
  const mailbox = useMail.getState().mailboxes.find(({ id }) => id === over);
  if (mailbox?.role === 'trash') void remove(load.ids);
  else if (mailbox?.role === 'junk') void junk(load.ids, true);
  else if (mailbox) void moveTo(load.ids, mailbox.id, nameOfMailbox(mailbox, text));
}
