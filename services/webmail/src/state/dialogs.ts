import { create } from 'zustand';
import type { EmailBodyPart, Mailbox, Message } from '../jmap/types.ts';
import type { Label } from './labels/label.ts';
import type { Chosen } from './selection.ts';

/** The dialog that is open, and what it is about. */
export type OpenDialog =
  /** @property ids the conversations that get a new label */
  | { readonly kind: 'label'; readonly label: Label | null; readonly ids: Chosen }
  /** @property folder null: a new folder, in `parent` or at the top */
  | { readonly kind: 'folder'; readonly folder: Mailbox | null; readonly parent: Mailbox | null }
  | { readonly kind: 'commands' }
  | { readonly kind: 'share'; readonly mailboxId: string }
  | { readonly kind: 'redirect'; readonly message: Message }
  | { readonly kind: 'preview'; readonly files: readonly EmailBodyPart[]; readonly at: number };

interface Dialogs {
  readonly open: OpenDialog | null;
  /** Grows with each dialog that opens. */
  readonly turn: number;
}

export const useDialogs = create<Dialogs>(() => ({ open: null, turn: 0 }));

export function openDialog(open: OpenDialog): void {
  useDialogs.setState(({ turn }) => ({ open, turn: turn + 1 }));
}

/** Closes the dialog of that turn. The browser's close event comes late, when another dialog may be open. */
export function closeDialog(turn: number): void {
  if (useDialogs.getState().turn === turn) useDialogs.setState({ open: null });
}
