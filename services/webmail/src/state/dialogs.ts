import { create } from 'zustand';
import type { EmailBodyPart, Mailbox, Message } from '../jmap/types.ts';
import type { Label } from './labels/label.ts';
import type { Chosen } from './selection.ts';

/** What stands over the page, and what it is about. */
export type OpenDialog =
  /** @property ids conversations that get the new label */
  | { readonly kind: 'label'; readonly label: Label | null; readonly ids: Chosen }
  /** @property folder null: a new one, in that parent or at the top */
  | { readonly kind: 'folder'; readonly folder: Mailbox | null; readonly parent: Mailbox | null }
  | { readonly kind: 'commands' }
  | { readonly kind: 'share'; readonly mailboxId: string }
  | { readonly kind: 'redirect'; readonly message: Message }
  | { readonly kind: 'preview'; readonly files: readonly EmailBodyPart[]; readonly at: number };

export const useDialogs = create<{ readonly open: OpenDialog | null }>(() => ({ open: null }));

export function openDialog(open: OpenDialog): void {
  useDialogs.setState({ open });
}

export function closeDialog(): void {
  useDialogs.setState({ open: null });
}
